// The hub's rooms, and who in them knows whom: the only place where they are made.

import { tokenDoorOf } from "../handoff.ts";
import { AnsweredPosts } from "./answered-posts.ts";
import { Audience } from "./audience.ts";
import { Broadcast } from "./broadcast.ts";
import { CatchUp } from "./catch-up.ts";
import { Conversation } from "./conversation.ts";
import { CountedSql } from "./counted-sql.ts";
import { Counters } from "./counters.ts";
import { Departures } from "./departures.ts";
import { Measurements, type MeasuredEnv } from "./measurements.ts";
import { Members } from "./members.ts";
import { Publisher } from "./publisher.ts";
import { Pump } from "./pump.ts";
import { ReadingRoom } from "./reading-room.ts";
import { Readings } from "./readings.ts";
import { Reception } from "./reception.ts";
import { Replays } from "./replay.ts";
import { migrate } from "./schema.ts";
import { SignalBook } from "./signal-book.ts";
import { SignalLog } from "./signal-log.ts";
import { Snapshots } from "./snapshot.ts";
import { SourceNews } from "./source-news.ts";
import { Sources } from "./sources.ts";
import { Standing } from "./standing.ts";
import { UserBudget } from "./user-budget.ts";
import { WakeUp } from "./wake-up.ts";

/** What the hub hands its events on to. */
export interface Rooms {
  readonly counters: Counters;
  readonly log: SignalLog;
  readonly book: SignalBook;
  readonly audience: Audience;
  readonly catchUp: CatchUp;
  readonly publisher: Publisher;
  readonly reception: Reception;
  readonly conversation: Conversation;
  readonly standing: Standing;
  readonly sourceNews: SourceNews;
  readonly readingRoom: ReadingRoom;
  readonly readings: Readings;
  readonly wakeUp: WakeUp;
}

/** Makes the rooms over an object's storage and sockets; the tables are brought up to this code's version. */
export function furnish(ctx: DurableObjectState, env: MeasuredEnv): Rooms {
  const { storage } = ctx;
  const counters = new Counters();
  const measurements = new Measurements(env);
  const sql = new CountedSql(storage.sql, counters);
  const log = new SignalLog(sql, migrate(storage));
  counters.restore(log.storedCounters);
  const book = new SignalBook(sql);
  const members = new Members(sql);
  const audience = new Audience(ctx, new Departures(counters, measurements));
  const broadcast = new Broadcast(audience, log.extent().newest);
  const wakeUp = new WakeUp(storage, counters);
  const replays = new Replays(log);
  const catchUp = new CatchUp(ctx, audience, broadcast, log, replays, wakeUp, counters);
  const standing = new Standing(audience, members);
  const sources = new Sources(sql, log);
  const budget = new UserBudget([book, log]);
  const known = {
    storage,
    log,
    book,
    members,
    sources,
    posts: new AnsweredPosts(sql),
    snapshots: new Snapshots(book),
    audience,
    broadcast,
    catchUp,
    pump: new Pump(ctx, audience, broadcast, catchUp, counters),
    wakeUp,
    budget,
    counters,
    measurements,
  };
  const reception = new Reception(known);
  return {
    counters,
    log,
    book,
    audience,
    catchUp,
    publisher: new Publisher(known),
    reception,
    conversation: new Conversation(
      audience,
      catchUp,
      log,
      reception,
      standing,
      tokenDoorOf(ctx),
      budget,
      counters,
    ),
    standing,
    sourceNews: new SourceNews(audience, sources, wakeUp),
    readingRoom: new ReadingRoom(log, book, members, replays, budget, counters),
    readings: new Readings(known),
    wakeUp,
  };
}
