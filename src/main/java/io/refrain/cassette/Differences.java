package io.refrain.cassette;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** In which members two questions differ, and how far they are from each other. Immutable. */
final class Differences {
    /** More are counted, not shown. */
    private static final int SHOWN = 3;

    /** A question of another endpoint is farther than any of the same. */
    private static final double OTHER_PATH = 1_000_000;

    private final Map<String, String> recorded;
    private final Map<String, String> asked;
    private final List<String> members = new ArrayList<>();
    private double distance;

    private Differences(Map<String, String> recorded, Map<String, String> asked) {
        this.recorded = recorded;
        this.asked = asked;
        Set<String> all = new TreeSet<>(recorded.keySet());
        all.addAll(asked.keySet());
        for (String member : all) {
            double each = distance(recorded.get(member), asked.get(member));
            if (each > 0) {
                members.add(member);
                distance += member.equals("path") ? OTHER_PATH : each;
            }
        }
    }

    /** @param asked the {@link #members} of what is asked */
    static Differences of(RecordedQuestion recorded, Map<String, String> asked) {
        return new Differences(members(recorded), asked);
    }

    double distance() {
        return distance;
    }

    /** Zero when they are equal; more the longer they are, and the less they have in common. */
    private static double distance(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return weight(one == null ? String.valueOf(other).length() : one.length());
        }
        if (one.equals(other)) {
            return 0;
        }
        int longest = Math.max(one.length(), other.length());
        int shortest = Math.min(one.length(), other.length());
        int start = common(one, other);
        int end = 0;
        while (end < shortest - start && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        return weight(longest) * (1 - 0.9 * (start + end) / longest);
    }

    /** A text says more than a number, though not a hundred times as much. */
    private static double weight(int length) {
        return 1 + Math.log1p(length);
    }

    private static int common(String one, String other) {
        int shortest = Math.min(one.length(), other.length());
        int common = 0;
        while (common < shortest && one.charAt(common) == other.charAt(common)) {
            common++;
        }
        return common;
    }

    /** All values of a question by where they are: {@code messages[0].content} in its body. */
    static Map<String, String> members(RecordedQuestion question) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("path", quoted(question.path()));
        question.context().properties().forEach(member -> add(member.getKey(), member.getValue(), members));
        question.body().properties().forEach(member -> add(member.getKey(), member.getValue(), members));
        return members;
    }

    private static void add(String where, JsonNode value, Map<String, String> members) {
        if (value.isObject() && !value.isEmpty()) {
            value.properties().forEach(member -> add(where + "." + member.getKey(), member.getValue(), members));
        } else if (value.isArray() && !value.isEmpty()) {
            for (int i = 0; i < value.size(); i++) {
                add(where + "[" + i + "]", value.get(i), members);
            }
        } else {
            members.put(where, value.isTextual() ? quoted(value.textValue()) : CanonicalJson.of(value));
        }
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String member : members.subList(0, Math.min(SHOWN, members.size()))) {
            String before = recorded.get(member);
            String now = asked.get(member);
            int place = before == null || now == null ? 0 : common(before, now);
            text.append(text.isEmpty() ? "" : "; ")
                    .append(Excerpt.of(member))
                    .append(": recorded ")
                    .append(before == null ? "nothing" : Excerpt.around(before, place))
                    .append(", asked ")
                    .append(now == null ? "nothing" : Excerpt.around(now, place));
        }
        int more = members.size() - SHOWN;
        return more > 0 ? text + "; and " + more + " more" : text.toString();
    }
}
