// Stops one's own workbook, and shows the page anew once that is done.
(() => {
  const button = document.getElementById("stop-it");
  const { base_url: hub, user, xsrf_token: token } = window.jhdata;

  async function stop() {
    // 202: it is still stopping. Anything else: it has, or the page says what is the matter.
    const asked = { method: "DELETE", headers: { "X-XSRFToken": token } };
    const reply = await fetch(`${hub}api/users/${user}/server`, asked).catch(() => ({ status: 0 }));
    if (reply.status === 202) setTimeout(stop, 1000);
    else location.reload();
  }

  if (button) {
    button.addEventListener("click", () => {
      const state = document.getElementById("state");
      state.textContent = state.dataset.stopping;
      document.querySelector(".row-of-buttons").hidden = true;
      stop();
    }, { once: true });
  }
})();
