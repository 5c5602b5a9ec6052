"""Records: the only place that knows SQL and keys.

    with Records.open(folder) as records:  # or Records.open(folder, "postgresql+psycopg://...")
        token = records.begin_person()
        person = records.person_of(token)
        records.save(person, "dimensions", "", "ideas.now", 7, 1, writer, content, check)
        records.load(person, "dimensions", "")

Private answers are sealed per person, workshops and shared copies with the key in `workbook.key`,
what a coach keeps with the one in `coach.key`; a method that returned has committed. `errors` says
what can go wrong, `tables` what a copy of the database still tells.
"""

from __future__ import annotations

from closeness_widgets.records.audit import BEGUN, DEEDS, Deed
from closeness_widgets.records.backup_store import Restored
from closeness_widgets.records.backups import Backup
from closeness_widgets.records.clients import Client, ErasedClient
from closeness_widgets.records.consents import AlreadyClient, Letter
from closeness_widgets.records.copying import move, place_of
from closeness_widgets.records.entries import Check, Entry, Json, StaleRevision
from closeness_widgets.records.errors import (
    AddressUnfit,
    BackupRefused,
    ClientGone,
    CoachKeyReplaced,
    CoachLocked,
    DatabaseDamaged,
    DatabaseElsewhere,
    DatabaseForeign,
    DatabaseIsBackup,
    DatabaseNewer,
    DatabaseOlder,
    DatabaseUnavailable,
    DatabaseUnusable,
    FolderInUse,
    FolderUnusable,
    KeyFileUnfit,
    LedgerForeign,
    LedgerUnfit,
    MoveRefused,
    RecordGone,
    RecordRefused,
    RecordsError,
    SealBroken,
    StorageFailed,
    WorkshopGone,
)
from closeness_widgets.records.notices import Notice
from closeness_widgets.records.owner import SignInPaused
from closeness_widgets.records.people import ErasedPerson, Person
from closeness_widgets.records.postgresql import VARIABLE as DATABASE_VARIABLE
from closeness_widgets.records.postgresql import chosen as chosen_database
from closeness_widgets.records.shared import Copy, Values
from closeness_widgets.records.store import Records
from closeness_widgets.records.workshops import Expired, Look, State

__all__ = [
    "BEGUN",
    "DATABASE_VARIABLE",
    "DEEDS",
    "AddressUnfit",
    "AlreadyClient",
    "Backup",
    "BackupRefused",
    "Check",
    "Client",
    "ClientGone",
    "CoachKeyReplaced",
    "CoachLocked",
    "Copy",
    "DatabaseDamaged",
    "DatabaseElsewhere",
    "DatabaseForeign",
    "DatabaseIsBackup",
    "DatabaseNewer",
    "DatabaseOlder",
    "DatabaseUnavailable",
    "DatabaseUnusable",
    "Deed",
    "Entry",
    "ErasedClient",
    "ErasedPerson",
    "Expired",
    "FolderInUse",
    "FolderUnusable",
    "Json",
    "KeyFileUnfit",
    "LedgerForeign",
    "LedgerUnfit",
    "Letter",
    "Look",
    "MoveRefused",
    "Notice",
    "Person",
    "RecordGone",
    "RecordRefused",
    "Records",
    "RecordsError",
    "Restored",
    "SealBroken",
    "SignInPaused",
    "StaleRevision",
    "State",
    "StorageFailed",
    "Values",
    "WorkshopGone",
    "chosen_database",
    "move",
    "place_of",
]
