package io.refrain.chat;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Hands what a model says, as it says it, to all who follow the same question: to those who come later, what it has said so far first. Safe for use
 * by several threads at once.
 */
@Singleton
class LiveAnswers {
    private final ConcurrentMap<QuestionName, Live> all = new ConcurrentHashMap<>();

    /** Follows a question until {@link #leave}. */
    void follow(QuestionName name, AnswerStream follower) {
        var unused = all.compute(name, (same, live) -> {
            Live followed = live == null ? new Live() : live;
            followed.add(follower);
            return followed;
        });
    }

    void leave(QuestionName name, AnswerStream follower) {
        var unused = all.computeIfPresent(name, (same, live) -> live.remove(follower) ? null : live);
    }

    /** What somebody follows; null when nobody does. */
    @Nullable
    Live of(QuestionName name) {
        return all.get(name);
    }

    /** An answer that one stream at most follows; null without one. */
    static @Nullable Live alone(@Nullable AnswerStream follower) {
        if (follower == null) {
            return null;
        }
        Live live = new Live();
        live.add(follower);
        return live;
    }

    /** Whoever comes after this follows another answer. */
    void end(QuestionName name, Live live) {
        all.remove(name, live);
    }

    /** One answer that is followed. Safe for use by several threads at once. */
    static final class Live {
        private final List<AnswerStream> followers = new ArrayList<>();
        private final StringBuilder soFar = new StringBuilder();

        private synchronized void add(AnswerStream follower) {
            followers.add(follower);
            if (!soFar.isEmpty()) {
                follower.part(soFar.toString());
            }
        }

        /** Whether nobody is left. */
        private synchronized boolean remove(AnswerStream follower) {
            followers.remove(follower);
            return followers.isEmpty();
        }

        synchronized void part(String part) {
            soFar.append(part);
            followers.forEach(follower -> follower.part(part));
        }
    }
}
