// What components read of the board's feed.

import { createContext, useContext, useSyncExternalStore } from "react";
import type { BoardFeed, BoardView } from "./board-feed.ts";

export const BoardContext = createContext<BoardFeed | null>(null);

export function useBoardFeed(): BoardFeed {
  const feed = useContext(BoardContext);
  if (feed === null) throw new Error("Put a <BoardContext> above this component");
  return feed;
}

/** What is shown now; the component renders again at most once a frame. */
export function useBoardView(): BoardView {
  const feed = useBoardFeed();
  return useSyncExternalStore(feed.subscribe, feed.view);
}
