"use strict";
(() => {
  const root = document.documentElement;

  function stored() {
    try { return localStorage.getItem("datadiet-theme"); } catch { return null; }
  }

  function setTheme(theme, keep) {
    root.dataset.theme = theme;
    document.dispatchEvent(new CustomEvent("themechange"));
    if (keep) try { localStorage.setItem("datadiet-theme", theme); } catch { /* files may have no storage */ }
  }

  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  setTheme(stored() ?? (prefersDark.matches ? "dark" : "light"), false);
  prefersDark.addEventListener("change", (event) => {
    if (!stored()) setTheme(event.matches ? "dark" : "light", false);
  });
  const toggle = document.querySelector(".theme");
  toggle.hidden = false;
  toggle.addEventListener("click", () => setTheme(root.dataset.theme === "dark" ? "light" : "dark", true));

  function choose(tabs, panels, index) {
    tabs.forEach((tab, i) => {
      tab.setAttribute("aria-selected", String(i === index));
      tab.tabIndex = i === index ? 0 : -1;
      panels[i].classList.toggle("active", i === index);
    });
  }

  const moves = { ArrowRight: 1, ArrowLeft: -1 };
  for (const group of document.querySelectorAll("[data-tabs]")) {
    const tabs = [...group.querySelectorAll(":scope > [role=tablist] > [role=tab]")];
    const panels = tabs.map((tab) => document.getElementById(tab.getAttribute("aria-controls")));
    tabs.forEach((tab, i) => {
      tab.addEventListener("click", () => choose(tabs, panels, i));
      tab.addEventListener("keydown", (event) => {
        const ends = { Home: 0, End: tabs.length - 1 };
        const next = ends[event.key] ?? (i + (moves[event.key] ?? 0) + tabs.length) % tabs.length;
        if (next === i) return;
        event.preventDefault();
        choose(tabs, panels, next);
        tabs[next].focus();
      });
    });
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const words = button.textContent;
    await copy(button.dataset.copy);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = words; }, 1500);
  });
})();
