// The form on the front page: one story for one click, and the cursor where something is to be changed.

const form = document.querySelector(".ask");

form?.addEventListener("submit", () => {
  form.querySelector("[type=submit]").disabled = true;
});

// Coming back with the browser's back button finds the button usable again.
addEventListener("pageshow", () => {
  form?.querySelector("[type=submit]").removeAttribute("disabled");
});

form?.querySelector("[aria-invalid]")?.focus();
