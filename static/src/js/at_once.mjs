// An answer that means 999 shows the button at once, beside its question and in the bar below, before anything is
// sent. Newer browsers do it by stylesheet alone; this script does it in the others, and tells a screen reader.

const WORDS = "Ring 999 now. The button is beside the question, and in the bar at the bottom.";

export function startAtOnce(form) {
  const status = form.querySelector("[data-at-once-status]");

  function look() {
    const questions = [...form.querySelectorAll("[data-question]")];
    for (const question of questions) {
      question.classList.toggle("pw-question--now", Boolean(question.querySelector("[data-at-once]:checked")));
    }
    const now = questions.some((question) => question.classList.contains("pw-question--now"));
    form.classList.toggle("pw-check--now", now);
    const words = now ? WORDS : "";
    if (status.textContent !== words) status.textContent = words;
  }

  form.addEventListener("change", look);
  look();
}
