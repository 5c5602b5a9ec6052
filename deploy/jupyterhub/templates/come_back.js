// Looks whether the workbook is there again, and then opens the page for which somebody came: this one, or
// the participants' one from which the hub sent them to its sign-in (with the code behind the #).
(() => {
  const { base_url: hub, prefix } = window.jhdata;
  const atSignIn = location.pathname.startsWith(`${hub}login`);
  let path = location.pathname;
  if (atSignIn) {
    const next = new URLSearchParams(location.search).get("next") || "";
    path = next.startsWith(hub) ? prefix + next.slice(hub.length) : "";
    // Of this site, and nothing else: anybody may have written the address.
    if (!path.startsWith(`${prefix}user/`) || !/^[^/]+\/(join|live|check-in|co)$/.test(path.slice(prefix.length + 5))) return;
  }

  const look = async () => {
    try {
      // The server's own answer, and neither the proxy's nor a way to the sign-in.
      const reply = await fetch(path, { cache: "no-store", redirect: "manual" });
      if (reply.ok || (!atSignIn && reply.type === "opaqueredirect")) {
        if (atSignIn) location.replace(path + location.hash);
        else location.reload();
        return;
      }
    } catch {
      // no connection just now
    }
    setTimeout(look, 2000 + 2000 * Math.random());
  };
  setTimeout(look, 2000);
})();
