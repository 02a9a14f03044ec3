package dev.chirp.audio.mp3;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The code tables of layer III as binary trees: a node holds its two children, or below zero the value of a leaf. */
final class Huffman {
    private static final int TABLES = 34;
    private static final int[] SAME_CODES_AS = {
        0, 1, 2, 3, 0, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 15, 16, 16, 16, 16, 16, 16, 16, 16, 24, 24, 24, 24, 24, 24, 24,
        24, 32, 33
    };
    private static final int[] LINEAR_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 6, 8, 10, 13, 4, 5, 6, 7, 8, 9, 11, 13
    };
    private static final short[][] TREES = load();

    private Huffman() {}

    /** Whether all values of the table are 0 and take no bits. */
    static boolean isEmpty(int table) {
        return SAME_CODES_AS[table] == 0;
    }

    /** Bits behind a value of 15 that are added to it. */
    static int linearBits(int table) {
        return LINEAR_BITS[table];
    }

    /** Reads one code; its value is x · 16 + y, or of the tables 32 and 33 one bit for each of four lines. */
    static int read(Bits in, int table) {
        short[] tree = TREES[SAME_CODES_AS[table]];
        int node = 0;
        int bits = in.peek();
        int used = 0;
        do {
            node = tree[node + (bits >>> 31)];
            bits <<= 1;
            used++;
        } while (node > 0);
        in.skip(used);
        return -node - 1;
    }

    private static short[][] load() {
        short[][] trees = new short[TABLES][];
        try (InputStream in = Huffman.class.getResourceAsStream("huffman.txt");
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Objects.requireNonNull(in, "huffman.txt"), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] words = line.split(" ", -1);
                    trees[Integer.parseInt(words[0])] = tree(words);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Table B: four bits, inverted.
        String[] words = new String[17];
        for (int value = 0; value < 16; value++) {
            words[value + 1] = Integer.toBinaryString(31 - value).substring(1);
        }
        trees[33] = tree(words);
        return trees;
    }

    /** @param words number of the table, then its codes */
    private static short[] tree(String[] words) {
        int codes = words.length - 1;
        int side = (int) Math.sqrt(codes);
        boolean quadruples = words[0] == null || words[0].equals("32");
        short[] tree = new short[2 * (codes - 1)];
        int used = 2;
        for (int i = 0; i < codes; i++) {
            String code = words[i + 1];
            int node = 0;
            for (int bit = 0; bit < code.length() - 1; bit++) {
                int child = node + code.charAt(bit) - '0';
                if (tree[child] == 0) {
                    tree[child] = (short) used;
                    used += 2;
                }
                node = tree[child];
            }
            int value = quadruples ? i : i / side * 16 + i % side;
            tree[node + code.charAt(code.length() - 1) - '0'] = (short) (-value - 1);
        }
        return tree;
    }
}
