import { type Device, thisDevice } from "../../../client/src/device.ts";

/** Why a join waits. */
export type Waiting = "busy" | "trying";

/**
 * The device, which also tells why a call waits: the client repeats a join by itself until there is a reply.
 *
 * @param onWaiting `busy`: the server has asked to come later. `trying`: there was no reply
 */
export function patientDevice(onWaiting: (why: Waiting) => void): Device {
  const device = thisDevice();
  return {
    ...device,
    async fetch(request) {
      try {
        const response = await device.fetch(request);
        if (request.method === "POST" && (response.status === 429 || response.status >= 500))
          onWaiting("busy");
        return response;
      } catch (error) {
        if (request.method === "POST") onWaiting("trying");
        throw error;
      }
    },
  };
}
