// Copying an id: the button says so for a moment, to eyes and to screen readers.
import { say } from "./toasts";

const SAID_MS = 1600;

document.addEventListener("click", async (event) => {
  const button = (event.target as Element).closest<HTMLElement>('[data-act="copy"]');
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.text ?? "");
  } catch {
    return; // without the clipboard the id stays selectable on the page
  }
  button.dataset.done = "";
  if (button.dataset.said) say(button.dataset.said);
  setTimeout(() => delete button.dataset.done, SAID_MS);
});
