package io.refrain.internal.protocol;

import io.refrain.cassette.RecordedAnswer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives recorded answers in the form that is wanted, whichever they were recorded in. Has no state. */
public final class RecordedForms {
    private static final String CONTENT_TYPE = "content-type";
    private static final int OK = 200;

    private RecordedForms() {}

    /**
     * A recorded answer in a form.
     *
     * @param path where the question is asked; at one that nobody knows, and of an error, there is but the form in which it was recorded
     * @param form null when the question does not say
     * @return null when the form cannot be made of what is recorded
     */
    public static @Nullable RecordedAnswer in(@Nullable Form form, RecordedAnswer answer, String path) {
        Protocol protocol = Protocols.at(path);
        boolean streamed = answer.isStream();
        if (form == null || protocol == null || answer.status() != OK || !(streamed || answer.isJson())) {
            return answer;
        }
        boolean events = form != Form.WHOLE;
        byte[] made = AnswerForms.in(form, answer.bytes(), streamed, protocol);
        if (made == null) {
            // A stream without its usage is what there was, whoever wants that.
            return events && streamed ? answer : null;
        }
        Map<String, String> headers = new HashMap<>(answer.headers());
        if (events != streamed) {
            headers.put(CONTENT_TYPE, events ? "text/event-stream" : "application/json");
        }
        return RecordedAnswer.received(OK, headers, made);
    }
}
