package dev.chirp.audio.flac;

import dev.chirp.audio.AudioRejection;

/** What a predictor missed, in Rice codes, RFC 9639 §9.2.7. */
final class Residual {
    private Residual() {}

    /** Fills {@code into} from {@code order} to {@code size}. */
    static void decode(BitReader in, long[] into, int order, int size) throws AudioRejection {
        int method = (int) in.unsigned(2);
        int partitions = 1 << (int) in.unsigned(4);
        if (method > 1 || size % partitions != 0 || size / partitions < order) {
            throw FlacDecoder.damaged();
        }
        int parameterBits = method == 0 ? 4 : 5;
        int escape = (1 << parameterBits) - 1;
        int at = order;
        for (int end = size / partitions; end <= size; end += size / partitions) {
            int parameter = (int) in.unsigned(parameterBits);
            if (parameter == escape) {
                plain(in, (int) in.unsigned(5), into, at, end);
            } else {
                rice(in, parameter, into, at, end);
            }
            at = end;
        }
    }

    private static void plain(BitReader in, int bits, long[] into, int from, int to) throws AudioRejection {
        for (int i = from; i < to; i++) {
            into[i] = bits == 0 ? 0 : in.signed(bits);
        }
    }

    private static void rice(BitReader in, int parameter, long[] into, int from, int to) throws AudioRejection {
        for (int i = from; i < to; i++) {
            long folded = ((long) in.unary() << parameter) | in.unsigned(parameter);
            // Even numbers are the positive ones.
            into[i] = (folded >>> 1) ^ -(folded & 1);
        }
    }
}
