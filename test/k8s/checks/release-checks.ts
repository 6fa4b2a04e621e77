import { ourContainers } from "../containers.ts";
import type { KubeObject } from "../objects.ts";

/** What objects are called: an RFC 1123 subdomain, and short enough to be a label of the Job's pods. */
const NAME = /^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Nodes of two releases at once, and a Job of the migrations that is not named for the release it belongs to. */
export function checkRelease(objects: readonly KubeObject[]): string[] {
  const images = new Set(ourContainers(objects).map(({ container }) => container.image));
  if (images.size !== 1) return [`runs ${[...images].join(" and ")}`];
  const [image = ""] = images;
  const release = image.slice(image.lastIndexOf(":") + 1);
  const jobs = objects.filter(({ kind }) => kind === "Job").map(({ metadata }) => metadata.name);
  return [
    ...(jobs.join() === `migrations-${release}` ? [] : [`the migrations of ${release} are ${jobs.join()}`]),
    ...jobs.filter((name) => !NAME.test(name)).map((name) => `${name} is no name of a Job`),
  ];
}
