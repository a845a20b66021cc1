// A form whose choices take effect at once; without this file its button does the same.

for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", (event) => {
    if (event.target.type === "radio") form.querySelector("[name='life.id']").value = "";
    form.submit();
  });
}
