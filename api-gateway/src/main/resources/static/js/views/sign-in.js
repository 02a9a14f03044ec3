import { Api } from "../api.js";
import { h } from "../dom.js";

/** Sign in or sign up; the session tells the rest of the page. */
export function signInView({ session }, { signUp = false } = {}) {
  const problem = h("p.error", { role: "alert" });
  const button = h("button", { type: "submit" }, signUp ? "Create account" : "Sign in");
  const field = (label, name, attributes) => h("label", {}, label, h("input", { name, required: true, ...attributes }));
  const form = h("form", { onsubmit: submit },
    field("User name", "username", { autocomplete: "username", maxlength: 64, autofocus: true }),
    signUp && field("E-mail", "email", { type: "email", autocomplete: "email", maxlength: 254 }),
    field("Password", "password", { type: "password", minlength: signUp ? 10 : 1,
      autocomplete: signUp ? "new-password" : "current-password", placeholder: signUp ? "at least 10 characters" : "" }),
    problem, button);

  async function submit(event) {
    event.preventDefault();
    const { username, email, password } = Object.fromEntries(new FormData(form));
    problem.textContent = "";
    button.disabled = true;
    try {
      if (signUp) await Api.signUp(username, email, password);
      await session.signIn(username, password);
    } catch (error) {
      problem.textContent = error.message;
      button.disabled = false;
    }
  }

  return h("section.card.gate", {},
    h("h1", {}, signUp ? "Join the neighborhood" : "Who is singing?"),
    h("p.quiet", {}, "Send a recording from your backyard, see the bird appear."),
    form,
    h("p.switch", {}, signUp ? "Have an account? " : "New here? ",
      h("a", { href: signUp ? "#/sign-in" : "#/sign-up" }, signUp ? "Sign in" : "Create an account")));
}
