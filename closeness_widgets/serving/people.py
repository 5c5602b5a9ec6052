"""What the site's own scripts ask the server to do: begin, return, lock, erase, sign in."""

from __future__ import annotations

from closeness_widgets.serving.access import OWNER_COOKIE, PERSON_COOKIE, ApiHandler, Refused


class People(ApiHandler):
    """``POST api/people {shared_device}``: begin a record of one's own."""

    async def post(self) -> None:
        """A new person, unless this browser has one already."""
        if await self.holder() is not None:
            if await self.person() is None:
                raise Refused(403, "locked", "A record on this phone is locked. Open it first.")
            self.reply(new=False)
            return
        shared = self.body().get("shared_device") is True
        _, token = await self.house.locks.begin(shared)
        self.keep_cookie(PERSON_COOKIE, token, shared)
        self.reply(new=True)


class Recovery(ApiHandler):
    """``POST api/recovery``: a new link that opens this record on another device."""

    async def post(self) -> None:
        """The link; an earlier one stops working."""
        person = await self.require_person()
        secret = await self.house.pen.do(self.house.records.make_recovery, person)
        here = f"{self.request.protocol}://{self.request.host}{self.house.base}"
        self.reply(link=f"{here}return#{secret}")


class Return(ApiHandler):
    """``POST api/return {secret}``: come back with a kept link."""

    async def post(self) -> None:
        """A cookie for the same person."""
        secret = self.text("secret")
        token = await self.house.pen.do(self.house.records.return_with, secret)
        if token is None:
            raise Refused(
                403,
                "unknown-link",
                "This link does not open a record. It may have been replaced by a newer one, "
                "or the record was erased.",
            )
        person = await self.house.pen.do(self.house.records.person_of, token)
        if person is None:
            raise Refused(403, "gone", "This record was erased.")
        await self.house.locks.open(person)  # the kept link is as good as the phrase
        self.keep_cookie(PERSON_COOKIE, token, person.shared_device)
        self.reply(welcome=True)


class LeaveDevice(ApiHandler):
    """``POST api/leave-device``: this browser forgets the record."""

    async def post(self) -> None:
        """The record itself stays where another device or a kept link can open it."""
        person = await self.holder()
        if person is None:
            raise Refused(401, "signed-out", "This browser has no record open.")
        token = self.get_cookie(PERSON_COOKIE)
        await self.house.pen.do(self.house.records.forget_token, token)
        await self.house.seats.leave_all(person)
        self.house.rooms.left(person)
        self.drop_cookie(PERSON_COOKIE)
        self.reply(left=True)


class Erase(ApiHandler):
    """``POST api/erase``: everything that this person entered, everywhere."""

    async def post(self) -> None:
        """Erased from the disk; the counts say what went."""
        person = await self.require_person()
        gone = await self.house.pen.do(self.house.records.erase_person, person)
        await self.house.seats.leave_all(person)  # afterwards: a page asks for a new seat at once
        self.house.rooms.left(person)
        self.house.locks.forget(person)
        self.drop_cookie(PERSON_COOKIE)
        self.reply(answers=gone.entries, keys=gone.keys, shared=gone.shared)


class ReturnPhrase(ApiHandler):
    """``POST api/return-phrase {phrase}``: what opens the record after leaving quickly."""

    async def post(self) -> None:
        """Chosen or replaced."""
        person = await self.require_person()
        await self.house.locks.set_phrase(person, self.text("phrase", 200))
        self.reply(set=True)


class QuickExit(ApiHandler):
    """``POST api/quick-exit``: somebody looks over the shoulder."""

    async def post(self) -> None:
        """Shut the record at once, if there is a phrase to open it with."""
        person = await self.person()
        if person is not None:
            await self.house.locks.lock(person)
            await self.house.seats.leave_all(person)
            self.house.rooms.left(person)
        self.reply(left=True)


class Unlock(ApiHandler):
    """``POST api/unlock {phrase}``: back after leaving quickly."""

    async def post(self) -> None:
        """Open again, if the phrase is right."""
        person, phrase = await self.holder(), self.text("phrase", 200)
        if person is None or not await self.house.locks.unlock(person, phrase):
            raise Refused(403, "wrong-phrase", "These are not the words. Try once more.")
        self.reply(open=True)


class Owner(ApiHandler):
    """``POST api/owner {link}`` or ``{passphrase}``: the owner of this computer signs in."""

    async def post(self) -> None:
        """A cookie for the owner, and a record of their own if they have none yet."""
        if self.house.accounts is not None:
            raise Refused(403, "by-account", "Sign in with your account of the JupyterHub.")
        records, pen = self.house.records, self.house.pen
        if "link" in self.body():
            token = await pen.do(records.sign_in_owner, self.text("link"))
            wrong = (
                "This link was used before or is too old. Start the workbook again for a new one."
            )
        else:
            token = await pen.do(records.sign_in_with_passphrase, self.text("passphrase"))
            wrong = "This is not the passphrase. Try once more."
        if token is None:
            raise Refused(403, "not-signed-in", wrong)
        self.keep_cookie(OWNER_COOKIE, token)
        if await self.holder() is None:
            self.keep_cookie(PERSON_COOKIE, await pen.do(records.begin_person))
        self.reply(signed_in=True)


class SignOut(ApiHandler):
    """``POST api/sign-out``: the owner leaves this browser."""

    async def post(self) -> None:
        """The record on this browser is not touched. Under a hub its page does the rest."""
        token = self.get_cookie(OWNER_COOKIE)
        if self.house.accounts is not None:
            self.drop_cookie(OWNER_COOKIE)
            self.reply(left=True, next=self.house.accounts.sign_out)
            return
        if token:
            await self.house.pen.do(self.house.records.sign_out_owner, token)
        self.drop_cookie(OWNER_COOKIE)
        self.reply(left=True)


HANDLERS = [
    (r"api/people", People),
    (r"api/recovery", Recovery),
    (r"api/return", Return),
    (r"api/leave-device", LeaveDevice),
    (r"api/erase", Erase),
    (r"api/return-phrase", ReturnPhrase),
    (r"api/quick-exit", QuickExit),
    (r"api/unlock", Unlock),
    (r"api/owner", Owner),
    (r"api/sign-out", SignOut),
]
