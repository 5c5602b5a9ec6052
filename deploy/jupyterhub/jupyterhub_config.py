"""JupyterHub for the Closeness Workbook: one server a facilitator. README.md beside it says how.

What differs from place to place (accounts, groups, TLS) stands in a file of your own, which
CLOSENESS_HUB_SITE names; it is read last and may change everything here.
"""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from servers import WorkbookServer, after_stop, before_start  # noqa: E402

c = get_config()  # noqa: F821
data = Path(os.environ.get("CLOSENESS_HUB_DATA", "/var/lib/closeness")).resolve()
proxies = os.environ.get("CLOSENESS_HUB_PROXIES", "127.0.0.1").split()
public = os.environ["CLOSENESS_HUB_PUBLIC_URL"]  # https://workbook.example.org

# --- The hub --------------------------------------------------------------------------------------
c.JupyterHub.public_url = public
c.JupyterHub.bind_url = os.environ.get("CLOSENESS_HUB_BIND", "http://127.0.0.1:8000")
c.JupyterHub.db_url = f"sqlite:///{data / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(data / "hub-cookie-secret")
c.ConfigurableHTTPProxy.pid_file = str(data / "proxy.pid")
own_proxy = HERE / "node_modules" / ".bin" / "configurable-http-proxy"
c.ConfigurableHTTPProxy.command = [
    os.environ.get("CLOSENESS_HUB_PROXY")
    or (str(own_proxy) if own_proxy.exists() else "configurable-http-proxy")
]
# A restart of the hub itself touches no workshop.
c.JupyterHub.cleanup_servers = False
c.JupyterHub.cleanup_proxy = False
c.JupyterHub.shutdown_on_logout = False
c.JupyterHub.implicit_spawn_seconds = 1  # whoever leads opens their page, and the server starts
c.JupyterHub.template_paths = [str(HERE / "templates")]

# --- Accounts: groups say what a person may do ----------------------------------------------------
c.JupyterHub.load_groups = {
    "closeness-facilitator": {"users": []},
    "closeness-coach": {"users": []},
}

# --- The facilitators' servers --------------------------------------------------------------------
c.JupyterHub.spawner_class = WorkbookServer
c.Spawner.cmd = [shutil.which("closeness", path=str(Path(sys.executable).parent)) or "closeness"]
c.Spawner.pre_spawn_hook = lambda spawner: before_start(spawner, data, proxies, [])
c.Spawner.post_stop_hook = after_stop
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 60
c.Spawner.poll_interval = 3  # seconds until a server that crashed is missed and started again
c.Spawner.environment = {"JUPYTERHUB_ACTIVITY_INTERVAL": "120"}
c.LocalProcessSpawner.interrupt_timeout = 30  # it finishes writing and tidies its records
c.SimpleLocalProcessSpawner.home_dir_template = str(data / "homes" / "{username}")

# --- Idle servers ---------------------------------------------------------------------------------
if importlib.util.find_spec("jupyterhub_idle_culler"):
    # Longer than the longest break: see README.md.
    idle = os.environ.get("CLOSENESS_HUB_IDLE_SECONDS", str(4 * 3600))
    c.JupyterHub.services = [
        {
            "name": "idle-culler",
            "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={idle}"],
        }
    ]
    c.JupyterHub.load_roles = [
        {
            "name": "idle-culler",
            "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
            "services": ["idle-culler"],
        }
    ]

if site := os.environ.get("CLOSENESS_HUB_SITE"):
    load_subconfig(site)  # noqa: F821
