package dev.chirp.contracts.event;

import java.nio.charset.StandardCharsets;

/**
 * The relay's unit of sharing: every key lies in one of {@value #COUNT} lanes, and a topic's partition is
 * {@code lane % partitions}. Because partition counts divide {@value #COUNT}, that equals Kafka's default partitioner.
 */
public final class Lane {
    public static final int COUNT = 128;

    private Lane() {}

    /** The lane of a key: {@code toPositive(murmur2(utf8 key)) % 128}, as Kafka's {@code BuiltInPartitioner} hashes. */
    public static int of(String key) {
        return (murmur2(key.getBytes(StandardCharsets.UTF_8)) & 0x7fffffff) % COUNT;
    }

    /** MurmurHash2 by Austin Appleby, 32 bits, with the seed of Apache Kafka's {@code Utils.murmur2}. */
    private static int murmur2(byte[] data) {
        int length = data.length;
        int h = 0x9747b28c ^ length;
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            int k = (data[i] & 0xff)
                    | ((data[i + 1] & 0xff) << 8)
                    | ((data[i + 2] & 0xff) << 16)
                    | ((data[i + 3] & 0xff) << 24);
            k *= MULTIPLIER;
            k ^= k >>> 24;
            h = (h * MULTIPLIER) ^ (k * MULTIPLIER);
        }
        int rest = 0;
        for (int j = length - 1; j >= i; j--) {
            rest = (rest << 8) | (data[j] & 0xff);
        }
        if (i < length) {
            h = (h ^ rest) * MULTIPLIER;
        }
        h = (h ^ (h >>> 13)) * MULTIPLIER;
        return h ^ (h >>> 15);
    }

    private static final int MULTIPLIER = 0x5bd1e995;
}
