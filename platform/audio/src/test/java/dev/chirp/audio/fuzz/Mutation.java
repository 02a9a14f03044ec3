package dev.chirp.audio.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Ways to spoil a file. */
enum Mutation {
    FLIP {
        @Override
        byte[] apply(byte[] file, List<byte[]> others, RandomGenerator random) {
            file[place(file, random)] ^= (byte) (1 << random.nextInt(8));
            return file;
        }
    },
    OVERWRITE {
        @Override
        byte[] apply(byte[] file, List<byte[]> others, RandomGenerator random) {
            int at = place(file, random);
            int length = Math.min(1 + random.nextInt(16), file.length - at);
            for (int i = at; i < at + length; i++) {
                file[i] = random.nextInt(3) == 0 ? (byte) random.nextInt() : (byte) (random.nextBoolean() ? 0 : 0xff);
            }
            return file;
        }
    },
    /** A number that might be a length, in either byte order. */
    LIE {
        private static final long[] LIES = {0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL};

        @Override
        byte[] apply(byte[] file, List<byte[]> others, RandomGenerator random) {
            ByteBuffer bytes =
                    ByteBuffer.wrap(file).order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            long lie = LIES[random.nextInt(LIES.length)];
            int at = place(file, random);
            switch (random.nextInt(3)) {
                case 0 -> bytes.put(at, (byte) lie);
                case 1 -> bytes.putShort(Math.min(at, file.length - 2), (short) lie);
                default -> bytes.putInt(Math.min(at, file.length - 4), (int) lie);
            }
            return file;
        }
    },
    TRUNCATE {
        @Override
        byte[] apply(byte[] file, List<byte[]> others, RandomGenerator random) {
            return Arrays.copyOf(file, 1 + random.nextInt(file.length));
        }
    },
    REMOVE {
        @Override
        byte[] apply(byte[] file, List<byte[]> others, RandomGenerator random) {
            int from = place(file, random);
            int to = Math.min(file.length, from + 1 + random.nextInt(64));
            return join(Arrays.copyOf(file, from), Arrays.copyOfRange(file, to, file.length));
        }
    },
    REPEAT {
        @Override
        byte[] apply(byte[] file, List<byte[]> others, RandomGenerator random) {
            int from = place(file, random);
            int to = Math.min(file.length, from + 1 + random.nextInt(256));
            return join(Arrays.copyOf(file, to), Arrays.copyOfRange(file, from, file.length));
        }
    },
    /** The beginning of this and the end of another. */
    SPLICE {
        @Override
        byte[] apply(byte[] file, List<byte[]> others, RandomGenerator random) {
            byte[] other = others.get(random.nextInt(others.size()));
            return join(
                    Arrays.copyOf(file, place(file, random)),
                    Arrays.copyOfRange(other, random.nextInt(other.length), other.length));
        }
    };

    /** May change the file that it is given. */
    abstract byte[] apply(byte[] file, List<byte[]> others, RandomGenerator random);

    /** Headers are where the interesting fields are. */
    private static int place(byte[] file, RandomGenerator random) {
        return random.nextInt(random.nextBoolean() ? Math.min(file.length, 128) : file.length);
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, Math.max(4, a.length + b.length));
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
