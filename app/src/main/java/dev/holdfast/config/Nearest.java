package dev.holdfast.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was most likely meant. */
public final class Nearest {
    private Nearest() {}

    /** The nearest of the known words, if it is near enough to be worth a suggestion. */
    public static Optional<String> to(String word, Collection<String> known) {
        if (word.length() > 100) {
            return Optional.empty();
        }
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= Math.max(1, candidate.length() / 3)
                        || isBeginning(word, candidate)
                        || isBeginning(candidate, word))
                .min(Comparator.<String>comparingInt(
                                candidate -> isBeginning(word, candidate) ? 1 : distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static boolean isBeginning(String start, String of) {
        return start.length() >= 4 && plain(of).startsWith(plain(start));
    }

    /** How many letters must be put in, left out, changed or swapped with their neighbour; case and - or _ don't count. */
    static int distance(String first, String second) {
        String a = plain(first);
        String b = plain(second);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 ? j : j == 0 ? i : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int change = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
