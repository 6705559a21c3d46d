package io.refrain.springai;

import java.util.ArrayList;
import java.util.List;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.MessageAggregator;
import reactor.core.publisher.Flux;

/** What can be done with the parts of an answer. Has no state. */
final class Parts {
    private Parts() {}

    /** All of them as one answer: as Spring AI itself makes it when there are several. */
    static ChatResponse whole(List<ChatResponse> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        List<ChatResponse> whole = new ArrayList<>(1);
        new MessageAggregator().aggregate(Flux.fromIterable(parts), whole::add).subscribe();
        return whole.get(0);
    }

    /** A part that says in its metadata why the model was not called for it. */
    static ChatResponse marked(ChatResponse part, String status) {
        ChatResponseMetadata metadata = part.getMetadata();
        return ChatResponse.builder()
                .metadata(metadata == null ? new ChatResponseMetadata() : metadata)
                .generations(part.getResults())
                .metadata(CachingChatModel.CACHE_STATUS, status)
                .build();
    }
}
