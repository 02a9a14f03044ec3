// What chirp.js promises, against a server and a clock of the test's own.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { backOff, client, RECONNECT, settled, staysAway } from "./fakes.mjs";

const refused = (code) => ({ code });

describe("back-off", () => {
  test("waits anything from nothing to a ceiling that doubles with each failure, from the first on", () => {
    const most = [1, 2, 3, 4, 5].map((failures) => backOff(failures, RECONNECT, () => 1));
    const least = [1, 2, 3, 4, 5].map((failures) => backOff(failures, RECONNECT, () => 0));

    assert.deepEqual(most, [1_000, 1_500, 2_500, 4_500, 8_500]);
    assert.deepEqual(least, [0, 0, 0, 0, 0]);
  });

  test("never exceeds the ceiling of the server", () => {
    assert.equal(backOff(9, { ...RECONNECT, max_attempts: 20 }, () => 1), 20_500);
  });

  test("makes five quick attempts, then one a minute", async () => {
    const { server, clock } = await client({ random: () => 0, token: undefined, ticket: async () => "t" });
    server.reachable = false;
    server.socket.break(1006);
    await clock.pass(0);
    assert.equal(server.sockets.length, 6);

    await clock.pass(59_999);
    assert.equal(server.sockets.length, 6);
    await clock.pass(1);
    assert.equal(server.sockets.length, 7);
    await clock.pass(60_000);
    assert.equal(server.sockets.length, 8);
  });

  test("takes the window that the server advertised", async () => {
    const { live, server, clock } = await client();
    server.socket.connect({}, { reconnect: { min_ms: 3_000, max_ms: 9_000, jitter_ms: 100, max_attempts: 5 } });
    server.socket.break(1006);

    assert.equal(live.state.nextAttemptAt - clock.now(), 3_100);
  });

  test("goes on growing when sockets are taken and dropped at once", async () => {
    const { live, server, clock } = await client();
    for (const wait of [1_000, 1_500, 2_500]) {
      server.socket.connect();
      await clock.pass(4_999);
      server.socket.break(1006);
      assert.equal(live.state.nextAttemptAt - clock.now(), wait);
      await clock.pass(wait);
    }
    server.socket.connect();
    await clock.pass(5_000);
    server.socket.break(1006);

    assert.equal(live.state.nextAttemptAt - clock.now(), 1_000);
  });

  test("comes back when a draining server said so", async () => {
    const { live, server, clock } = await client();
    server.socket.connect();
    server.socket.say("reconnect", { reason: "drain", after_ms: 1_234 });
    server.socket.break(4001, "server is going away");

    assert.equal(live.state.nextAttemptAt - clock.now(), 1_234);
    await clock.pass(1_234);
    server.socket.break(1006);
    assert.equal(live.state.nextAttemptAt - clock.now(), 1_000);
  });

  test("tries at once when told that the network is back", async () => {
    const { live, server } = await client();
    server.socket.break(1006);
    live.tryNow();
    await settled();

    assert.equal(server.sockets.length, 2);
  });
});

describe("staying away", () => {
  for (const code of [4500, 4501, 4503, 4504, 4999, 1002, 1003, 1007, 1009]) {
    test(`stops after ${code}`, async () => {
      const { live, server, clock } = await client();
      server.socket.connect();
      server.socket.break(code, "no");
      await clock.pass(600_000);

      assert.equal(server.sockets.length, 1);
      assert.deepEqual([live.state.name, live.state.code, live.state.reason], ["stopped", code, "no"]);
      assert.deepEqual(clock.due, []);
    });
  }

  test("comes back after every other code", () => {
    assert.deepEqual([1000, 1001, 1005, 1006, 1011, 1012, 4000, 4001, 4005, 4008, 4010, 4012, 4013, 4499].filter(staysAway), []);
  });

  test("stops when nobody is signed in any more", async () => {
    const { live, server } = await client({ ticket: async () => null });

    assert.equal(live.state.name, "stopped");
    assert.equal(server.sockets.length, 0);
  });
});

describe("positions", () => {
  test("are given on return, and nothing is told twice", async () => {
    const { server, clock, birds, told } = await client();
    server.socket.connect({ offset: 4 });
    server.socket.bird(5);
    server.socket.bird(6);
    server.socket.break(1006);
    await clock.pass(1_000);
    assert.deepEqual(server.socket.url.searchParams.getAll("since"), ["user@1:6"]);

    server.socket.connect({ offset: 8, recovered: true, replayed: 2 });
    [6, 7, 8, 8, 9].forEach((offset) => server.socket.bird(offset));

    assert.deepEqual(birds, [5, 6, 7, 8, 9]);
    assert.deepEqual(told, [["joined", "user"], ["joined again", "user"]]);
  });

  test("stay before the replay when the connection breaks in it", async () => {
    const { server, clock, birds } = await client({ since: { user: { epoch: 1, offset: 3 } } });
    server.socket.connect({ offset: 9, recovered: true, replayed: 6 });
    server.socket.bird(4);
    server.socket.break(1006);
    await clock.pass(1_000);

    assert.equal(server.socket.url.searchParams.get("since"), "user@1:4");
    assert.deepEqual(birds, [4]);
  });

  test("tell of a gap when the server could not replay", async () => {
    const { live, server, clock, told } = await client({ since: { user: { epoch: 1, offset: 3 } } });
    server.socket.connect({ offset: 9, recovered: false });

    assert.deepEqual(told, [["joined again", "user"], ["gap", 9]]);
    assert.deepEqual(live.position("user"), { epoch: 1, offset: 9 });
    server.socket.break(1006);
    await clock.pass(1_000);
    server.socket.connect({ offset: 9, recovered: false });
    assert.equal(told.length, 3, "nothing was missed at the same position");
  });

  test("of another epoch are a gap, and begin anew from a lower offset", async () => {
    const { server, birds, told } = await client({ since: { user: { epoch: 1, offset: 90 } } });
    server.socket.connect({ epoch: 2, offset: 5 });
    server.socket.bird(91, 1);
    server.socket.bird(6, 2);

    assert.deepEqual(told.at(-1), ["gap", 5]);
    assert.deepEqual(birds, [6]);
  });

  test("that the server remembers for a client id are not skipped", async () => {
    const { live, server, birds } = await client({ clientId: "desk" });
    assert.equal(server.socket.url.searchParams.get("client_id"), "desk");
    server.socket.connect({ offset: 7, recovered: true, replayed: 2 });
    server.socket.bird(6);
    server.socket.bird(7);

    assert.deepEqual(birds, [6, 7]);
    assert.deepEqual(live.position("user"), { epoch: 1, offset: 7 });
  });

  test("are kept in a storage", async () => {
    const stored = new Map();
    const storage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) };
    const { server, clock } = await client({ storage });
    server.socket.connect({ offset: 4 });
    server.socket.bird(5);
    await clock.pass(1_000);
    const { server: next } = await client({ storage });

    assert.equal(next.socket.url.searchParams.get("since"), "user@1:5");
  });

  test("survive a storage that is broken", async () => {
    const storage = { getItem: () => "{", setItem: () => { throw new Error("full"); } };
    const { live, server, clock } = await client({ storage });
    server.socket.connect({ offset: 4 });
    await clock.pass(1_000);

    assert.equal(live.position("user").offset, 4);
  });
});

describe("signs of life", () => {
  test("answers pings", async () => {
    const { server } = await client();
    server.socket.connect();
    server.socket.say("ping");

    assert.deepEqual(server.socket.sent, [{ op: "pong" }]);
  });

  test("reconnects when the server was silent for a ping interval and its timeout", async () => {
    const { server, clock, states } = await client();
    server.socket.connect();
    await clock.pass(30_000);
    server.socket.say("ping");
    await clock.pass(32_999);
    assert.equal(server.sockets.length, 1);
    await clock.pass(1);

    assert.equal(server.sockets[0].closedWith, 1000);
    assert.deepEqual(states, ["connecting", "live", "waiting"]);
  });

  test("gives up an attempt that nobody answers", async () => {
    const { live, clock } = await client();
    await clock.pass(10_000);

    assert.deepEqual([live.state.name, live.state.reason], ["waiting", "no sign of life"]);
  });

  test("does not hear a socket that it gave up", async () => {
    const { server, clock, birds } = await client();
    const old = server.socket;
    old.connect();
    await clock.pass(40_000);
    old.bird(1);

    assert.deepEqual(birds, []);
  });
});

describe("tokens", () => {
  test("never stand in an address when there are tickets", async () => {
    const { server } = await client({ ticket: async () => "once" });

    assert.equal(server.socket.url.searchParams.get("ticket"), "once");
    assert.equal(server.socket.url.searchParams.has("token"), false);
  });

  test("each attempt takes a new ticket, and one that cannot be had is a failure like others", async () => {
    let tickets = 0;
    const ticket = async () => {
      if (++tickets === 2) throw new Error("the gateway is away");
      return `t${tickets}`;
    };
    const { live, server, clock } = await client({ ticket });
    server.socket.break(1006);
    await clock.pass(1_000);
    assert.deepEqual([live.state.name, live.state.reason], ["waiting", "the gateway is away"]);
    await clock.pass(1_500);

    assert.equal(server.socket.url.searchParams.get("ticket"), "t3");
  });

  test("are renewed once when an upgrade is refused, which may be for them", async () => {
    const asked = [];
    const { server, clock } = await client({ token: async (old) => { asked.push(old); return `jwt${asked.length}`; } });
    server.reachable = false;
    server.socket.break(1006);
    await clock.pass(2_499);

    assert.deepEqual(asked, [undefined, "jwt1"]);
    await clock.pass(2_500);
    assert.ok(asked.slice(2).every((old) => old === undefined));
  });

  test("are not taken for refused when it was a ticket that did not help", async () => {
    const asked = [];
    const { live, server, clock } = await client({ ticket: async () => "once", token: async (old) => { asked.push(old); return "jwt"; } });
    server.reachable = false;
    server.pollAnswer = () => ({ status: 200, body: { events: [], epoch: 1, last_offset: 0 } });
    server.socket.break(1006);
    await clock.pass(30_000);
    server.reachable = true;
    live.tryNow();
    await settled();
    server.socket.connect();
    server.socket.break(4005);
    server.reachable = false;
    await clock.pass(30_000);

    assert.ok(asked.length > 3);
    assert.deepEqual(asked.filter((old) => old), []);
  });

  for (const late of ["resolve", "reject"]) {
    test(`that come after the end change nothing (${late})`, async () => {
      let ticket;
      const { live, server, clock } = await client({ ticket: () => new Promise((resolve, reject) => (ticket = { resolve, reject })) });
      live.stop();
      ticket[late]("late");
      await clock.pass(60_000);

      assert.equal(live.state.name, "stopped");
      assert.equal(server.sockets.length, 0);
    });
  }

  test("are renewed on the socket before they end", async () => {
    const asked = [];
    const { server, clock } = await client({ token: async (old) => { asked.push(old); return old ? "new" : "old"; } });
    server.socket.connect();
    server.socket.say("token_expiring", { expires_at: "soon" });
    await clock.pass(0);

    assert.deepEqual(asked, [undefined, "old"]);
    assert.deepEqual(server.socket.ops("refresh").map(({ token }) => token), ["new"]);
    assert.equal(server.sockets.length, 1);
  });

  test("are asked for again when renewing fails", async () => {
    let calls = 0;
    const { server, clock } = await client({ token: async () => { if (++calls === 2) throw new Error("away"); return "jwt"; } });
    server.socket.connect();
    server.socket.say("token_expiring");
    await clock.pass(10_000);

    assert.equal(server.socket.ops("refresh").length, 1);
  });

  test("that ended on the socket are not used to come back", async () => {
    const asked = [];
    const { server, clock } = await client({ token: async (old) => { asked.push(old); return "jwt"; } });
    server.socket.connect();
    server.socket.break(4005, "token expired");
    await clock.pass(1_000);

    assert.deepEqual(asked, [undefined, "jwt"]);
  });
});

describe("channels", () => {
  test("are subscribed at the first connection and after each return", async () => {
    const { server, clock } = await client({ channels: ["user", "presence:user", "device:7"] });
    server.socket.connect();
    assert.deepEqual(server.socket.ops("subscribe").map(({ channels }) => channels), [[{ channel: "presence:user" }], [{ channel: "device:7" }]]);
    server.socket.break(1006);
    await clock.pass(1_000);
    server.socket.connect({ recovered: true });

    assert.equal(server.socket.ops("subscribe").length, 2);
  });

  test("resolve with what the server says of them", async () => {
    const { live, server } = await client();
    server.socket.connect();
    const subscribed = live.subscribe("device:7");
    server.socket.answer("subscribe", "subscribed", { channels: [{ channel: "device:7", epoch: 0, offset: 0, recovered: false, replayed: 0 }] });

    assert.equal((await subscribed).channel, "device:7");
    assert.equal((await live.subscribe("device:7")).channel, "device:7", "at once, being subscribed");
    assert.equal(live.position("device:7"), undefined, "a snapshot has no position");
  });

  test("that are refused for now are asked for again", async () => {
    const { server, clock } = await client({ channels: ["device:8"] });
    server.socket.connect();
    server.socket.answer("subscribe", "error", { code: "overloaded", detail: "later", temporary: true });
    await settled();
    server.socket.break(1006);
    await clock.pass(1_000);
    server.socket.connect();

    assert.equal(server.socket.ops("subscribe").length, 1);
  });

  test("that are refused are not asked for again", async () => {
    const { live, server, clock } = await client();
    server.socket.connect();
    const subscribed = live.subscribe("device:8");
    server.socket.answer("subscribe", "error", { code: "not_allowed", detail: "not yours", temporary: false });
    await assert.rejects(subscribed, refused("not_allowed"));
    server.socket.break(1006);
    await clock.pass(1_000);
    server.socket.connect();

    assert.deepEqual(server.socket.ops("subscribe"), []);
  });

  test("are not more in a second than the server takes", async () => {
    const { server, clock } = await client({ channels: Array.from({ length: 40 }, (_, i) => `device:${i}`) });
    server.socket.connect();
    const after = [];
    for (let second = 0; second < 4; second++) {
      after.push(server.socket.ops("subscribe").length);
      await clock.pass(1_000);
    }

    assert.deepEqual(after, [15, 30, 40, 40]);
  });

  test("that are durable go on after their position", async () => {
    const { server, clock } = await client({ channels: ["conversation:3"] });
    const state = { channel: "conversation:3", epoch: 1, offset: 4, recovered: false, replayed: 0 };
    server.socket.connect();
    server.socket.answer("subscribe", "subscribed", { channels: [state] });
    server.socket.say("message_created", {}, { channel: "conversation:3", epoch: 1, offset: 5 });
    server.socket.break(1006);
    await clock.pass(1_000);
    server.socket.connect({ recovered: true });

    assert.deepEqual(server.socket.ops("subscribe")[0].channels, [{ channel: "conversation:3", epoch: 1, offset: 5 }]);
  });

  test("can be left, but not that of the user", async () => {
    const { live, server, clock } = await client({ channels: ["device:7"] });
    server.socket.connect();
    server.socket.answer("subscribe", "subscribed", { channels: [{ channel: "device:7", epoch: 0, offset: 0 }] });
    const left = live.unsubscribe("device:7");
    server.socket.answer("unsubscribe", "unsubscribed", {});
    await left;
    await assert.rejects(live.unsubscribe("user"), refused("bad_request"));
    server.socket.break(1006);
    await clock.pass(1_000);
    server.socket.connect();

    assert.deepEqual(server.socket.ops("subscribe"), []);
  });
});

describe("operations", () => {
  test("wait for a connection, and are sent again when theirs broke before the answer", async () => {
    const { live, server, clock } = await client();
    const presence = live.presence("presence:user");
    server.socket.connect();
    assert.equal(server.socket.ops("presence").length, 1);
    server.socket.break(1006);
    await clock.pass(1_000);
    server.socket.connect();
    server.socket.answer("presence", "presence", { channel: "presence:user", clients: [] });

    assert.deepEqual((await presence).clients, []);
  });

  test("that wait are bounded: the oldest gives way and is counted", async () => {
    const { live, server } = await client({ maxBuffered: 2 });
    const first = live.presence("1");
    const rest = [live.presence("2"), live.presence("3")];
    await assert.rejects(first, refused("dropped"));
    assert.equal(live.dropped, 1);
    server.socket.connect();

    assert.deepEqual(server.socket.ops("presence").map(({ channel }) => channel), ["2", "3"]);
    live.stop();
    await Promise.allSettled(rest);
  });

  test("fail when nobody answers in time", async () => {
    const { live, server, clock } = await client();
    server.socket.connect();
    const failed = assert.rejects(live.ping(), refused("timeout"));
    await clock.pass(10_000);

    await failed;
  });

  test("measure the time to the server and back", async () => {
    const { live, server, clock } = await client();
    server.socket.connect();
    const ping = live.ping();
    await clock.pass(12);
    server.socket.answer("ping", "pong", {});

    assert.equal(await ping, 12);
  });

  test("end with the client", async () => {
    const { live, clock } = await client();
    const all = [live.ping(), live.subscribe("device:1"), live.ack("user", 3)];
    live.stop();

    for (const one of all) await assert.rejects(one, refused("stopped"));
    assert.deepEqual(clock.due, []);
  });
});

describe("acks", () => {
  test("are sent together: the highest offset of each channel", async () => {
    const { live, server, clock } = await client({ clientId: "desk" });
    server.socket.connect();
    const acked = [3, 5, 4].map((offset) => live.ack("user", offset));
    await clock.pass(1_000);
    assert.deepEqual(server.socket.sent, [{ op: "ack", channel: "user", offset: 5 }]);
    server.socket.say("acked", { channel: "user", offset: 5 });

    await Promise.all(acked);
  });

  test("of what was heard while away are sent on return", async () => {
    const { live, server } = await client({ clientId: "desk" });
    live.ack("user", 5);
    server.socket.connect();

    assert.deepEqual(server.socket.ops("ack").map(({ offset }) => offset), [5]);
  });

  test("of an epoch that is over are not sent", async () => {
    const { live, server } = await client({ clientId: "desk", since: { user: { epoch: 1, offset: 90 } } });
    live.ack("user", 90);
    server.socket.connect({ epoch: 2, offset: 5 });

    assert.deepEqual(server.socket.ops("ack"), []);
  });

  test("come by themselves where that is wanted, the last ones at the end", async () => {
    const { live, server } = await client({ clientId: "desk", autoAck: true });
    server.socket.connect({ offset: 4 });
    [5, 6].forEach((offset) => server.socket.bird(offset));
    live.stop();

    assert.deepEqual(server.socket.ops("ack").map(({ offset }) => offset), [6]);
  });
});

describe("polling", () => {
  const page = (events, last, epoch = 1) => ({ status: 200, body: { epoch, last_offset: last,
    events: events.map((offset) => ({ event: "new_capture", channel: "user", epoch, offset, ts: "", data: { id: offset } })) } });

  test("begins after three failures, goes on while attempts do, and ends with a connection", async () => {
    const { live, server, clock, birds, states } = await client({ since: { user: { epoch: 1, offset: 4 } } });
    server.reachable = false;
    server.pollAnswer = (url) => (url.searchParams.get("after") === "4" ? page([5, 6], 6) : page([], 6));
    server.socket.break(1006);
    await clock.pass(2_499);
    assert.equal(server.polls.length, 0);
    await clock.pass(1);
    assert.equal(`${server.polls[0].origin}${server.polls[0].pathname}`, "https://chirp.test/api/v1/events");
    assert.deepEqual(birds, [5, 6]);
    await clock.pass(0);
    assert.equal(live.state.name, "polling");
    assert.ok(live.state.nextAttemptAt > clock.now());

    const attempts = server.sockets.length;
    await clock.pass(20_000);
    assert.equal(server.polls.length, 3);
    assert.ok(server.sockets.length > attempts);

    server.reachable = true;
    live.tryNow();
    await settled();
    assert.equal(server.socket.url.searchParams.get("since"), "user@1:6");
    server.socket.connect({ offset: 7, recovered: true, replayed: 1 });
    server.socket.bird(7);
    const polls = server.polls.length;
    await clock.pass(30_000);
    assert.equal(server.polls.length, polls);
    assert.deepEqual(birds, [5, 6, 7]);
    assert.deepEqual(states, ["connecting", "waiting", "connecting", "waiting", "connecting", "waiting", "polling", "live"]);
  });

  test("says when it does not work either, and gets another token when its own is refused", async () => {
    const asked = [];
    const { live, server, clock } = await client({ token: async (old) => { asked.push(old); return "jwt"; } });
    server.reachable = false;
    server.pollAnswer = () => ({ status: 401, body: {} });
    server.socket.break(1006);
    await clock.pass(4_900);

    assert.equal(live.state.name, "waiting");
    assert.equal(asked.at(-1), undefined);
    await clock.pass(2_200);
    assert.equal(asked.at(-1), "jwt");
  });

  test("without a position begins at the end of the log", async () => {
    const { server, clock, live, birds, told } = await client();
    server.reachable = false;
    server.pollAnswer = () => page([], 40);
    server.socket.break(1006);
    await clock.pass(2_500);

    assert.deepEqual(live.position("user"), { epoch: 1, offset: 40 });
    assert.deepEqual([birds, told], [[], [["joined", "user"]]]);
  });

  test("tells of a gap when the log no longer has what was missed, or begins anew", async () => {
    const { server, clock, birds, told } = await client({ since: { user: { epoch: 1, offset: 4 } } });
    server.reachable = false;
    server.pollAnswer = () => page([8, 9], 9);
    server.socket.break(1006);
    await clock.pass(2_500);
    assert.deepEqual([birds, told], [[8, 9], [["gap", 7]]]);

    server.pollAnswer = () => page([], 2, 2);
    await clock.pass(10_000);
    assert.deepEqual(told.at(-1), ["gap", 2]);
  });
});

test("a listener that fails stops no other one", async (context) => {
  const { live, server, birds } = await client();
  const uncaught = [];
  context.mock.method(globalThis, "queueMicrotask", (work) => {
    try { work(); } catch (failure) { uncaught.push(failure.message); }
  });
  live.on("new_capture", () => { throw new Error("mine"); });
  let heard = 0;
  live.on("new_capture", () => heard++);
  server.socket.connect();
  server.socket.bird(1);

  assert.deepEqual([birds, heard, uncaught], [[1], 1, ["mine"]]);
});

test("another user begins without the positions and channels of the one before", async () => {
  const { live, server } = await client({ channels: ["device:7"] });
  server.socket.connect({ offset: 4 });
  server.socket.bird(5);
  live.stop();
  live.forget();
  live.start();
  await settled();
  assert.equal(server.socket.url.searchParams.has("since"), false);
  server.socket.connect();

  assert.deepEqual(server.socket.ops("subscribe"), []);
});
