package io.refrain.chat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands what the model says in one call, as it says it, to all who share that call: to those who come later, what it has said so far first. Safe for
 * use by several threads at once.
 */
final class LiveAnswer {
    private final List<AnswerStream> followers = new ArrayList<>();
    private final StringBuilder soFar = new StringBuilder();

    LiveAnswer(@Nullable AnswerStream first) {
        if (first != null) {
            followers.add(first);
        }
    }

    synchronized boolean isFollowed() {
        return !followers.isEmpty();
    }

    synchronized void follow(AnswerStream follower) {
        followers.add(follower);
        if (!soFar.isEmpty()) {
            follower.part(soFar.toString());
        }
    }

    synchronized void part(String part) {
        soFar.append(part);
        followers.forEach(follower -> follower.part(part));
    }
}
