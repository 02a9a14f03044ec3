package dev.chirp.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an expression asks Prometheus for: the name of series, and what their labels have to be. */
record Selector(String series, List<Condition> conditions) {
    private static final Pattern TOKEN =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|[a-zA-Z_:][a-zA-Z0-9_:]*|[0-9][0-9a-zA-Z.]*|[=!]~|[=!<>]=|\\S");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:].*");
    /** Labels in parentheses follow. */
    private static final Set<String> BEFORE_LABELS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

    private static final Set<String> BETWEEN = Set.of("and", "or", "unless", "bool", "offset");

    /** {@code operator} is one of {@code = != =~ !~}. */
    record Condition(String label, String operator, String value) {
        private static final Pattern OR = Pattern.compile("\\|");

        /** The values that are named, as regular expressions. */
        Stream<Pattern> alternatives() {
            return operator.endsWith("~")
                    ? OR.splitAsStream(value).map(Pattern::compile)
                    : Stream.of(Pattern.compile(Pattern.quote(value)));
        }
    }

    /** All of an expression, in its order. */
    static List<Selector> of(String expression) {
        return new Reader(TOKEN.matcher(expression)
                        .results()
                        .map(MatchResult::group)
                        .toList())
                .selectors();
    }

    private static final class Reader {
        private final List<String> tokens;
        private int at;

        Reader(List<String> tokens) {
            this.tokens = tokens;
        }

        List<Selector> selectors() {
            List<Selector> selectors = new ArrayList<>();
            while (at < tokens.size()) {
                String token = tokens.get(at++);
                if (token.equals("[")) {
                    skipTo("]");
                } else if (token.equals("{")) {
                    throw new IllegalArgumentException("labels without a name: " + String.join(" ", tokens));
                } else if (BEFORE_LABELS.contains(token)) {
                    if (isNext("(")) {
                        skipTo(")");
                    }
                } else if (NAME.matcher(token).matches() && !BETWEEN.contains(token) && !isFunction()) {
                    selectors.add(new Selector(token, conditions()));
                }
            }
            return selectors;
        }

        /** Or an aggregation, whose labels may stand before what it is of. */
        private boolean isFunction() {
            return isNext("(") || isNext("by") || isNext("without");
        }

        private List<Condition> conditions() {
            List<Condition> conditions = new ArrayList<>();
            if (isNext("{")) {
                at++;
                while (!isNext("}")) {
                    String quoted = tokens.get(at + 2);
                    conditions.add(new Condition(
                            tokens.get(at),
                            tokens.get(at + 1),
                            quoted.substring(1, quoted.length() - 1).translateEscapes()));
                    at += 3;
                    if (isNext(",")) {
                        at++;
                    }
                }
                at++;
            }
            return conditions;
        }

        private boolean isNext(String token) {
            return at < tokens.size() && tokens.get(at).equals(token);
        }

        private void skipTo(String token) {
            while (!tokens.get(at++).equals(token)) {
                // Each of them belongs to what is left out.
            }
        }
    }
}
