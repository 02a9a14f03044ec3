package dev.chirp.art.diffusion;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The byte-pair encoding of CLIP (A. Radford et al., "Learning Transferable Visual Models From Natural Language
 * Supervision", 2021, §2.4): lower case, words split by a pattern, each word's bytes as printable characters with
 * {@value #WORD_END} behind the last, merged pair by pair in the order of {@code merges.txt}. Immutable.
 */
final class ClipTokenizer {
    static final String START = "<|startoftext|>";
    static final String END = "<|endoftext|>";
    private static final String WORD_END = "</w>";
    private static final int LONGEST_TEXT = 2_000;
    private static final Pattern WORD =
            Pattern.compile("'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+", Pattern.UNICODE_CASE);
    private static final String[] PRINTABLE = printable();

    private final Map<String, Integer> vocabulary;
    private final Map<Pair, Integer> ranks = new HashMap<>();

    private record Pair(String left, String right) {}

    /** Reads {@code {token: id}} and lines of two tokens; a line that begins with {@code #version} is skipped. */
    ClipTokenizer(String vocabJson, String merges) throws BadPackException {
        try {
            Map<String, Integer> read = new HashMap<>();
            JsonMapper.shared()
                    .readTree(vocabJson)
                    .properties()
                    .forEach(token -> read.put(token.getKey(), token.getValue().asInt()));
            vocabulary = Map.copyOf(read);
        } catch (JacksonException e) {
            throw new BadPackException("The diffusion pack's tokenizer/vocab.json is no {token: id}.", e);
        }
        for (String line : merges.lines().toList()) {
            String[] pair = line.strip().split(" ", -1);
            if (pair.length == 2 && !line.startsWith("#version")) {
                ranks.put(new Pair(pair[0], pair[1]), ranks.size());
            }
        }
        id(START);
        id(END);
    }

    int id(String token) throws BadPackException {
        Integer id = vocabulary.get(token);
        if (id == null) {
            throw new BadPackException("The diffusion pack's tokenizer/vocab.json has no '" + token + "'.");
        }
        return id;
    }

    /** The ids of a text between those of start and end, cut and padded to {@code length}. */
    long[] encode(String text, int length, String pad) throws BadPackException {
        long[] ids = new long[length];
        Arrays.fill(ids, id(pad));
        int at = 0;
        ids[at++] = id(START);
        Matcher words = WORD.matcher(text.strip()
                .toLowerCase(Locale.ROOT)
                .substring(0, Math.min(text.strip().length(), LONGEST_TEXT)));
        while (words.find() && at < length - 1) {
            for (String token : merged(words.group())) {
                if (at < length - 1) {
                    ids[at++] = vocabulary.getOrDefault(token, id(END));
                }
            }
        }
        ids[at] = id(END);
        return ids;
    }

    /** Again and again the pair of lowest rank becomes one, everywhere in the word. */
    private List<String> merged(String word) {
        List<String> parts = new ArrayList<>();
        for (byte octet : word.getBytes(StandardCharsets.UTF_8)) {
            parts.add(PRINTABLE[octet & 0xff]);
        }
        parts.set(parts.size() - 1, parts.getLast() + WORD_END);
        while (true) {
            Pair best = null;
            int bestRank = Integer.MAX_VALUE;
            for (int i = 1; i < parts.size(); i++) {
                Pair pair = new Pair(parts.get(i - 1), parts.get(i));
                int rank = ranks.getOrDefault(pair, Integer.MAX_VALUE);
                if (rank < bestRank) {
                    bestRank = rank;
                    best = pair;
                }
            }
            if (best == null) {
                return parts;
            }
            parts = joined(parts, best);
        }
    }

    private static List<String> joined(List<String> parts, Pair pair) {
        List<String> joined = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            boolean here = i + 1 < parts.size()
                    && parts.get(i).equals(pair.left())
                    && parts.get(i + 1).equals(pair.right());
            joined.add(here ? pair.left() + pair.right() : parts.get(i));
            i += here ? 1 : 0;
        }
        return joined;
    }

    /** Bytes that print stand for themselves, the others for characters from U+0100 on, in order. */
    private static String[] printable() {
        String[] printable = new String[256];
        int next = 256;
        for (int octet = 0; octet < 256; octet++) {
            boolean prints = (octet >= '!' && octet <= '~') || (octet >= 0xa1 && octet <= 0xac) || octet >= 0xae;
            printable[octet] = String.valueOf((char) (prints ? octet : next++));
        }
        return printable;
    }
}
