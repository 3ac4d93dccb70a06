// The devices that the user is known on: there, what strangers try with their name does not lock them out.
import { isProblem, type Device } from "latchkey-client";
import { h } from "../../core/dom.js";
import { deviceHeader, forgetDevice } from "../../core/known-device.js";
import { loaded } from "../../core/loaded.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";
import { currentFirst, moment, placesList, type Place } from "./places.js";

export function devices(signal: AbortSignal): HTMLElement {
  const title = h("h3", {}, t("devices.title"));
  return h("section", { class: "known" }, title, loaded(signal, known, (found) => placesList(found, { words: "devices", summary }, signal, "h4")));
}

const names = () => client.session ? [client.session.user.username, client.session.user.email] : [];

async function known(): Promise<Place[]> {
  const { body } = await client.call("GET", "/users/{id}/devices", { path: { id: "me" }, headers: deviceHeader(client.session?.user.username) });
  return currentFirst(body.devices.map((device) => placeOf(device, device.id === body.current)));
}

function placeOf(device: Device, current: boolean): Place {
  return {
    name: device.name,
    current,
    facts: [
      [t("devices.first"), moment(device.created_at)],
      [t("devices.used"), moment(device.last_used_at)],
      [t("devices.until"), moment(device.expires_at)],
      [t("devices.address"), device.address],
    ],
    end: async () => {
      await client.forgetDevice(device.id).catch(unlessGone);
      if (current) forgetDevice(...names());
    },
    ends: true,
  };
}

// One that is forgotten already is what the user wants.
function unlessGone(error: unknown): void {
  if (!isProblem(error, "device_not_found")) throw error;
}

const summary = (n: number) => t(n === 0 ? "devices.none" : "devices.what");
