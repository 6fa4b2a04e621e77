import { questionKinds } from "../../../../platform/domain/question-kinds/registry.ts";
import { orderKind } from "./order.ts";

/** Loaded before everything else (`node --import`): in the product this is one line of registry.ts. */
Object.assign(questionKinds, { order: orderKind });
