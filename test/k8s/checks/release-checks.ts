import { stampedeContainers } from "../containers.ts";
import type { KubeObject } from "../objects.ts";

/** The name of an object: an RFC 1123 subdomain, short enough to be a label of the pods of the Job. */
const NAME = /^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Images of several releases, and a migrations Job whose name does not have the release of the image. */
export function checkRelease(objects: readonly KubeObject[]): string[] {
  const images = new Set(stampedeContainers(objects).map(({ container }) => container.image));
  if (images.size !== 1) return [`the images differ: ${[...images].join(" and ")}`];
  const [image = ""] = images;
  const release = image.slice(image.lastIndexOf(":") + 1);
  const jobs = objects.filter(({ kind }) => kind === "Job").map(({ metadata }) => metadata.name);
  return [
    ...(jobs.join() === `migrations-${release}`
      ? []
      : [`the migrations Job of release ${release} is ${jobs.join()}`]),
    ...jobs.filter((name) => !NAME.test(name)).map((name) => `${name} is not a valid name of a Job`),
  ];
}
