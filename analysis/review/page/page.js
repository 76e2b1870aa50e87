// The desk on a page of its own: questions go to the server that sent it.
import { start } from "./desk.js";

async function ask(asked) {
  try {
    const answer = await fetch("ask", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(asked),
    });
    if (answer.ok) return await answer.json();
    return { error: `The desk refused this (${answer.status}); reload the page.` };
  } catch {
    return { error: "The desk has ended: start `figures review` again. What was decided is on disk." };
  }
}

start(document.getElementById("desk"), ask, document);
