/*
 * Streams sound to Chirp Neighbor: a reference client for device makers, in one file.
 *
 *   cc -O2 -o chirp_stream chirp_stream.c -lssl -lcrypto
 *   arecord -f S16_LE -r 48000 -c 1 -t raw | CHIRP_DEVICE_KEY=chirp_dk_... ./chirp_stream --ca ca.pem HOST 8701 DEVICE_ID BOOT_ID 48000
 *
 * Samples (16 bit, little-endian, mono) come from standard input. Frames stay in a ring until the server says that they are
 * committed; after a break the client connects again and goes on behind them. The ring is never overwritten: with --live,
 * sound that finds it full is dropped and reported as a GAP; without, the input waits. Exit: 0 when everything is
 * committed, 1 when the device is not welcome, 2 for wrong use.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HELLO = 1, WELCOME, AUDIO, GAP, END_CLIP, ACK, TELEMETRY, PING, PONG, SLOW_DOWN, ERROR, BYE };
enum { HEADER = 24, MAX_AUDIO = 9600, MAX_IN = HEADER + 65536, RING = 256, PATIENCE_MS = 60000 };

typedef struct {
  uint8_t type;
  uint32_t seq, length;
  uint8_t payload[MAX_AUDIO];
} frame_t;

static frame_t ring[RING];                 /* frame seq lies at seq % RING */
static uint32_t committed, last;           /* of the ring: committed + 1 .. last */
static uint32_t next_seq, credit;          /* what to send next, and how far beyond committed */
static uint8_t in[MAX_IN], out[HEADER + MAX_AUDIO];
static size_t in_length, out_length, out_sent;
static int sock = -1, live, welcome, hopeless, said_bye, pong_due;
static long retry_after;
static SSL_CTX *tls;
static SSL *ssl;
static uint32_t crc_table[256];

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void crc_init(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t c = i;
    for (int bit = 0; bit < 8; bit++) c = c & 1 ? (c >> 1) ^ 0x82F63B78u : c >> 1;
    crc_table[i] = c;
  }
}

static uint32_t crc_add(uint32_t crc, const uint8_t *bytes, size_t length) {
  while (length--) crc = crc_table[(crc ^ *bytes++) & 0xff] ^ (crc >> 8);
  return crc;
}

static void put32(uint8_t *at, uint32_t v) {
  at[0] = v >> 24, at[1] = v >> 16, at[2] = v >> 8, at[3] = v;
}

static uint32_t get32(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static uint32_t frame_crc(const uint8_t *frame, uint32_t payload) {
  return ~crc_add(crc_add(~0u, frame, 20), frame + HEADER, payload);
}

/* Makes a frame the next thing to be written. The clip number stays 1: the server cuts the stream. */
static void stage(uint8_t type, uint32_t seq, const void *payload, uint32_t length) {
  memcpy(out, "CHRP", 4);
  out[4] = 1, out[5] = type, out[6] = 0, out[7] = 0;
  put32(out + 8, 1);
  put32(out + 12, seq);
  put32(out + 16, length);
  memcpy(out + HEADER, payload, length);
  put32(out + 20, frame_crc(out, length));
  out_length = HEADER + length;
  out_sent = 0;
}

/* The number behind "name": in flat JSON; -1 when it is not there. */
static long long json_number(const char *json, const char *name) {
  char key[40];
  snprintf(key, sizeof key, "\"%s\":", name);
  const char *at = strstr(json, key);
  return at ? atoll(at + strlen(key)) : -1;
}

static int json_says(const char *json, const char *name, const char *value) {
  char pair[80];
  snprintf(pair, sizeof pair, "\"%s\":%s", name, value);
  return strstr(json, pair) != NULL;
}

static void disconnect(void) {
  if (ssl) SSL_free(ssl);
  if (sock >= 0) close(sock);
  ssl = NULL, sock = -1, welcome = said_bye = pong_due = 0;
  in_length = out_length = out_sent = 0;
}

static int room(void) {
  return last - committed < RING - 1; /* one is kept for a GAP or the end */
}

static frame_t *push(uint8_t type) {
  frame_t *frame = &ring[++last % RING];
  frame->type = type;
  frame->seq = last;
  frame->length = 0;
  return frame;
}

/* Connects within 10 s; 0 when it is done, TLS included. */
static int connect_to(const char *host, const char *port) {
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found, *at;
  if (getaddrinfo(host, port, &hints, &found) != 0) return -1;
  struct timeval patience = {.tv_sec = 10};
  int one = 1;
  for (at = found; at && sock < 0; at = at->ai_next) {
    sock = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
    if (sock < 0) continue;
    setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(sock, at->ai_addr, at->ai_addrlen) != 0) close(sock), sock = -1;
  }
  freeaddrinfo(found);
  if (sock < 0) return -1;
  if (tls) {
    ssl = SSL_new(tls);
    if (!ssl || !SSL_set_fd(ssl, sock) || !SSL_set_tlsext_host_name(ssl, host)) return -1;
    struct in6_addr literal;
    if (inet_pton(AF_INET, host, &literal) == 1 || inet_pton(AF_INET6, host, &literal) == 1)
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host);
    else
      SSL_set1_host(ssl, host);
    if (SSL_connect(ssl) != 1) {
      ERR_print_errors_fp(stderr);
      return -1;
    }
  }
  return fcntl(sock, F_SETFL, O_NONBLOCK);
}

/* Bytes moved, 0 for "not now", -1 when the connection is over. */
static long moved(long result) {
  if (result > 0) return result;
  if (ssl) {
    int why = SSL_get_error(ssl, (int)result);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
  }
  return result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) ? 0 : -1;
}

static int handle(uint8_t type, const uint8_t *payload, uint32_t length) {
  char json[1024] = "";
  if (type == ACK && length == 12) {
    uint32_t up_to = get32(payload);
    if (up_to > committed && up_to <= last) committed = up_to;
    credit = get32(payload + 8);
    return 0;
  }
  memcpy(json, payload, length < sizeof json - 1 ? length : sizeof json - 1);
  switch (type) {
    case WELCOME:
      committed = (uint32_t)json_number(json, "committed_seq");
      credit = (uint32_t)json_number(json, "credit_frames");
      if (last < committed) last = committed; /* a process that was started again with its old boot id */
      next_seq = committed + 1;
      welcome = 1;
      return 0;
    case PING:
      pong_due = 1;
      return 0;
    case ERROR:
      fprintf(stderr, "server: %s\n", json);
      if (!json_says(json, "fatal", "true")) return 0;
      retry_after = (long)json_number(json, "retry_after_ms");
      hopeless = json_says(json, "code", "\"unauthenticated\"") || json_says(json, "code", "\"revoked\"") ||
                 json_says(json, "code", "\"unsupported_format\"");
      return -1;
    case BYE:
      return -1;
    default:
      return 0; /* SLOW_DOWN: the socket does not take more anyway */
  }
}

static int receive(void) {
  long got = moved(ssl ? SSL_read(ssl, in + in_length, (int)(MAX_IN - in_length))
                       : recv(sock, in + in_length, MAX_IN - in_length, 0));
  if (got < 0) return -1;
  in_length += (size_t)got;
  size_t at = 0;
  while (in_length - at >= HEADER) {
    uint32_t length = get32(in + at + 16);
    if (memcmp(in + at, "CHRP\1", 5) != 0 || length > 65536) return -1;
    if (in_length - at < HEADER + length) break;
    if (frame_crc(in + at, length) != get32(in + at + 20)) return -1;
    if (handle(in[at + 5], in + at + HEADER, length) != 0) return -1;
    at += HEADER + length;
  }
  memmove(in, in + at, in_length - at);
  in_length -= at;
  return 0;
}

static int transmit(int finished) {
  for (;;) {
    if (out_sent == out_length) {
      if (pong_due) stage(PONG, 0, "", 0), pong_due = 0;
      else if (welcome && next_seq <= last && next_seq <= committed + credit) {
        frame_t *frame = &ring[next_seq++ % RING];
        stage(frame->type, frame->seq, frame->payload, frame->length);
      } else if (finished && committed == last && !said_bye) stage(BYE, 0, "", 0), said_bye = 1;
      else return 0;
    }
    long put = moved(ssl ? SSL_write(ssl, out + out_sent, (int)(out_length - out_sent))
                         : send(sock, out + out_sent, out_length - out_sent, 0));
    if (put <= 0) return (int)put;
    out_sent += (size_t)put;
  }
}

/* Reads samples into the ring; -1 at the end of the input, when all has been pushed. */
static int record(int frame_bytes) {
  static uint8_t samples[MAX_AUDIO];
  static int filled;
  static long long lost;
  ssize_t got = read(STDIN_FILENO, samples + filled, (size_t)(frame_bytes - filled));
  if (got < 0) return errno == EINTR || errno == EAGAIN ? 0 : -1;
  filled += (int)got;
  if (lost > 0 && room()) {
    frame_t *gap = push(GAP);
    gap->length = (uint32_t)snprintf((char *)gap->payload, MAX_AUDIO,
                                     "{\"from_seq\":%u,\"lost_samples\":%lld,\"reason\":\"ring full\"}", gap->seq, lost);
    lost = 0;
  }
  if (filled == frame_bytes || got == 0) {
    uint32_t whole = (uint32_t)filled & ~1u;
    if (whole > 0 && room()) {
      frame_t *audio = push(AUDIO);
      memcpy(audio->payload, samples, whole);
      audio->length = whole;
    } else {
      lost += whole / 2;
    }
    filled = 0;
  }
  if (got > 0) return 0;
  push(END_CLIP);
  return -1;
}

/* When to connect again. Full jitter: any time up to a bound that doubles, but not before the server wants to be asked. */
static int64_t back_off(int attempt) {
  long bound = attempt > 7 ? 30000 : 250L << attempt;
  long pause = random() % bound + (retry_after > 0 ? retry_after : 0);
  retry_after = 0;
  fprintf(stderr, "connecting again in %ld ms\n", pause);
  return now_ms() + pause;
}

int main(int argc, char **argv) {
  const char *key = getenv("CHIRP_DEVICE_KEY"), *ca = NULL;
  int at = 1, attempt = 0, finished = 0;
  for (; at < argc && argv[at][0] == '-'; at++) {
    if (strcmp(argv[at], "--live") == 0) live = 1;
    else if (strcmp(argv[at], "--ca") == 0 && at + 1 < argc) ca = argv[++at];
    else break;
  }
  if (argc - at != 5 || !key) {
    fprintf(stderr, "usage: CHIRP_DEVICE_KEY=... chirp_stream [--live] [--ca CA.pem] HOST PORT DEVICE_ID BOOT_ID RATE\n");
    return 2;
  }
  const char *host = argv[at], *port = argv[at + 1], *device = argv[at + 2], *boot = argv[at + 3];
  int rate = atoi(argv[at + 4]), frame_bytes = rate / 10 * 2; /* 100 ms */
  if (frame_bytes < 2 || frame_bytes > MAX_AUDIO) {
    fprintf(stderr, "RATE: %d (expected: 1000..48000)\n", rate);
    return 2;
  }
  if (ca) {
    tls = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
    SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (SSL_CTX_load_verify_locations(tls, ca, NULL) != 1) {
      fprintf(stderr, "%s holds no certificate\n", ca);
      return 2;
    }
  }
  crc_init();
  srandom((unsigned)(now_ms() ^ getpid()));
  signal(SIGPIPE, SIG_IGN);

  for (int64_t heard = 0, not_before = 0;;) {
    if (sock < 0 && finished && last == committed) return 0;
    if (sock < 0 && hopeless) return 1;
    if (sock < 0 && now_ms() >= not_before) {
      if (connect_to(host, port) == 0) {
        char hello[512];
        int length = snprintf(hello, sizeof hello,
                              "{\"device_key\":\"%s\",\"device_id\":\"%s\",\"boot_id\":\"%s\",\"firmware\":\"chirp_stream 1\","
                              "\"sample_rate\":%d,\"channels\":1,\"format\":\"s16le\",\"monotonic_ms\":%lld,\"resume_from\":%u}",
                              key, device, boot, rate, (long long)now_ms(), committed + 1);
        stage(HELLO, 0, hello, (uint32_t)length);
        heard = now_ms();
      } else {
        disconnect();
        not_before = back_off(attempt++);
      }
    }
    /* A negative descriptor is passed over. */
    struct pollfd fds[2] = {{.fd = sock, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
    if (out_sent < out_length) fds[0].events |= POLLOUT;
    if (finished || !(live || room())) fds[1].fd = -1;
    poll(fds, 2, sock < 0 ? 50 : 1000);
    if (fds[1].fd >= 0 && fds[1].revents && record(frame_bytes) != 0) finished = 1;
    if (sock < 0) continue;
    int over = now_ms() - heard > PATIENCE_MS;
    if (fds[0].revents || (ssl && SSL_pending(ssl) > 0)) {
      heard = now_ms();
      over = receive() != 0;
    }
    if (welcome) attempt = 0;
    if (over || transmit(finished) != 0) {
      disconnect();
      if (!(finished && last == committed) && !hopeless) not_before = back_off(attempt++);
    }
  }
}
