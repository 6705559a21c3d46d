package io.refrain.jcache.internal.store.database.postgresql;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * What one process tells the others in a notification: who it is, and which rows have changed. Immutable.
 *
 * @param origin which process it is
 * @param ids of the rows
 */
record ChangeMessage(long origin, List<Long> ids) {
    /** As many ids as a notification has room for, which is less than 8,000 bytes. */
    static final int MOST = 700;

    private static final int RADIX = 36;

    /** As text, which has less than 8,000 characters. */
    String text() {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * ids.size());
        ids.forEach(bytes::putLong);
        return Long.toString(origin, RADIX) + ' ' + Base64.getEncoder().encodeToString(bytes.array());
    }

    /** In as many messages as it takes. */
    static List<ChangeMessage> of(long origin, Collection<Long> ids) {
        List<Long> all = new ArrayList<>(ids);
        List<ChangeMessage> messages = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MOST) {
            messages.add(new ChangeMessage(origin, all.subList(from, Math.min(all.size(), from + MOST))));
        }
        return messages;
    }

    /** @throws IllegalArgumentException when it is none */
    static ChangeMessage parse(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("It has no ids");
        }
        byte[] bytes = Base64.getDecoder().decode(text.substring(space + 1));
        if (bytes.length % Long.BYTES != 0) {
            throw new IllegalArgumentException("Its ids are cut off");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        List<Long> ids = new ArrayList<>();
        while (buffer.hasRemaining()) {
            ids.add(buffer.getLong());
        }
        return new ChangeMessage(Long.parseLong(text.substring(0, space), RADIX), ids);
    }
}
