/** The link of a picture. */

import { element } from "./elements.js";
import { tell } from "./messages.js";

/** Gives the address of what is shown to the clipboard, and where that is not to be had, to be read. */
export async function share() {
  const address = location.href;
  try {
    await navigator.clipboard.writeText(address);
    tell("The link is copied.");
  } catch {
    element("address-line").hidden = false;
    element("address").value = address;
    element("address").select();
    tell("Copy the link from the field.");
  }
}
