/** The views that come after the first question has been shown, and those of a game at one's own pace. */
export { EndView } from "../end/end-view.tsx";
export { SelfView } from "../self/self-view.tsx";
export { IdentityDialog } from "./identity-dialog.tsx";
export { ResultDetails } from "./result-details.tsx";
export { ResultView } from "./result-view.tsx";
