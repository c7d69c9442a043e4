// Where data comes from: an address of ours, or an element of a page that carries it.

export async function load({ url, element }) {
  if (element) return JSON.parse(document.getElementById(element).textContent);
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} for the map's data`);
  return answer.json();
}

export function sayItFailed(map) {
  if (map.getContainer().querySelector(".pw-map__wait")) return;
  const words = document.createElement("p");
  words.className = "pw-map__wait";
  words.setAttribute("role", "status");
  words.textContent = "The map could not be loaded. The list has the same services.";
  map.getContainer().append(words);
}
