// Files on their way: how far they are, and one click is one import. Without this the form is sent as any other.
const forms = "form[data-sending]";

function rest(form: HTMLFormElement, on: boolean): void {
  for (const button of form.querySelectorAll<HTMLButtonElement>('button[type="submit"]')) button.disabled = !on;
  const far = form.querySelector<HTMLElement>("[data-far]");
  if (far) far.hidden = on;
}

function said(form: HTMLFormElement, words: string): void {
  form.querySelector('[role="alert"]')?.remove();
  const notice = document.createElement("div");
  notice.className = "notice notice-bad";
  notice.setAttribute("role", "alert");
  notice.textContent = words;
  form.prepend(notice);
}

/** The answer is a page: the next one, or this one with what is wrong. What was chosen stays chosen. */
function answered(form: HTMLFormElement, request: XMLHttpRequest): void {
  if (request.status < 300) {
    location.assign(request.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const next = page.querySelector<HTMLFormElement>(forms);
  rest(form, true);
  if (!next) return said(form, form.dataset.sending ?? "");
  const [before, after] = [form, next].map((one) => one.querySelector<HTMLInputElement>('input[type="file"]'));
  if (before?.files && after) after.files = before.files;
  form.replaceWith(next);
}

/** More files than fit are said where they are chosen, before any is sent. */
document.addEventListener("change", (event) => {
  const input = event.target as HTMLInputElement;
  if (!input.matches("input[data-most]")) return;
  const [chosen, most] = [input.files?.length ?? 0, Number(input.dataset.most)];
  const words = chosen > most ? (input.dataset.tooMany ?? "").replace("{chosen}", String(chosen)) : "";
  input.setCustomValidity(words);
  if (words) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  const says = input.parentElement?.querySelector<HTMLElement>("[data-counted]");
  if (says) Object.assign(says, { textContent: words, hidden: words === "" });
});

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.matches(forms)) return;
  event.preventDefault();
  if (form.querySelector<HTMLButtonElement>('button[type="submit"]')?.disabled) return;
  const data = new FormData(form);
  rest(form, false);
  const bar = form.querySelector<HTMLProgressElement>("[data-far] progress");
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    if (bar && total > 0) bar.value = (100 * loaded) / total;
  });
  request.addEventListener("load", () => answered(form, request));
  request.addEventListener("error", () => {
    rest(form, true);
    said(form, form.dataset.sending ?? "");
  });
  request.open("POST", form.action);
  request.send(data);
});

// Back shows a form that can be sent.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll<HTMLFormElement>(forms)) rest(form, true);
});
