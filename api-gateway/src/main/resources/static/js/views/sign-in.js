import { Api, sentence } from "../api.js";
import { h } from "../dom.js";

/**
 * Sign in or sign up; the session tells the rest of the page.
 *
 * @param {import("../app.js").Context} context
 * @param {{signUp?: boolean}} [options]
 */
export function signInView({ session }, { signUp = false } = {}) {
  const problem = h("p.error", { role: "alert" });
  const button = h("button", { type: "submit" }, signUp ? "Create account" : "Sign in");
  /** @param {string} label @param {string} name @param {object} attributes */
  const field = (label, name, attributes) => h("label", {}, label, h("input", { name, required: true, ...attributes }));
  const form = h("form", { onsubmit: submit },
    field("User name", "username", { autocomplete: "username", maxlength: 64, autofocus: true }),
    signUp && field("E-mail", "email", { type: "email", autocomplete: "email", maxlength: 254 }),
    field("Password", "password", { type: "password", minlength: signUp ? 10 : 1,
      autocomplete: signUp ? "new-password" : "current-password", placeholder: signUp ? "at least 10 characters" : "" }),
    problem, button);

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    const given = new FormData(form);
    const [username, email, password] = ["username", "email", "password"].map((name) => String(given.get(name) ?? ""));
    problem.textContent = "";
    button.disabled = true;
    try {
      if (signUp) await Api.signUp(username, email, password);
      await session.signIn(username, password);
    } catch (failure) {
      problem.textContent = sentence(failure);
      button.disabled = false;
    }
  }

  return h("section.card.gate", {},
    h("img", { src: "/icon.svg", alt: "", width: 96, height: 96, class: "perch" }),
    h("h1", {}, signUp ? "Join the neighborhood" : "Who is singing?"),
    h("p.quiet", {}, "Send a recording from your backyard, see the bird appear."),
    form,
    h("p.switch", {}, signUp ? "Have an account? " : "New here? ",
      h("a", { href: signUp ? "#/sign-in" : "#/sign-up" }, signUp ? "Sign in" : "Create an account")));
}
