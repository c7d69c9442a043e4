// Questions that cannot matter any more fold away; each can be opened again, and its answers are still sent.
//
// A question carries the answers that make it irrelevant in `data-folds`: "age=under_18,unsure;controlled=no" means
// either of the two; "&" joins what must be true together. A question left empty makes nothing irrelevant. One with
// `data-only` shows for those answers alone.

function answered(form, name) {
  return [...form.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => box.value);
}

function isMet(form, condition) {
  return condition.split("&").every((pair) => {
    const [name, values] = pair.split("=");
    return answered(form, name).some((value) => values.split(",").includes(value));
  });
}

function fold(question, away) {
  const button = question.querySelector(".pw-question__open");
  question.classList.toggle("pw-question--folded", away);
  button.hidden = !away;
}

function addOpener(question, opened) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "pw-question__open";
  button.hidden = true;
  button.textContent = "Not needed with these answers. Answer anyway";
  button.addEventListener("click", () => {
    opened.add(question);
    fold(question, false);
    question.querySelector("input").focus();
  });
  question.append(button);
}

export function startFolds(form) {
  const status = form.querySelector("[data-folded]");
  const questions = [...form.querySelectorAll("[data-folds]")];
  const opened = new Set();
  for (const question of questions) addOpener(question, opened);

  function look() {
    let folded = 0;
    for (const question of questions) {
      const away =
        !opened.has(question) && question.dataset.folds.split(";").some((condition) => isMet(form, condition));
      fold(question, away);
      folded += away ? 1 : 0;
    }
    const some = folded === 1 ? "1 question is" : `${folded} questions are`;
    status.textContent = folded ? `${some} not needed with these answers.` : "";
    for (const question of form.querySelectorAll("[data-only]")) {
      question.hidden = !isMet(form, question.dataset.only);
    }
  }

  form.addEventListener("change", look);
  look();
}
