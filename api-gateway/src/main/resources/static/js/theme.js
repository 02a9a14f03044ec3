// Before the first paint: the colours that this person chose on this device, else those of the system.
(() => {
  try {
    const chosen = localStorage.getItem("chirp.theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage is switched off: the system's colours it is.
  }
})();
