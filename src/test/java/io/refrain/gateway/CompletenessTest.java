package io.refrain.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.refrain.internal.protocol.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which answers are complete, by the endpoints whose answers are no choices of a chat; those of a chat are in {@link GatewayTest}. */
class CompletenessTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "COMPLETIONS | {} | {'choices': [{'text': 'a', 'finish_reason': 'stop'}]} | true",
                "COMPLETIONS | {} | {'choices': [{'text': ' ', 'finish_reason': 'stop'}]} | false",
                "COMPLETIONS | {} | {'choices': [{'text': 'a', 'finish_reason': 'length'}]} | false",
                "COMPLETIONS | {'max_tokens': 1} | {'choices': [{'text': 'a', 'finish_reason': 'length'}]} | true",
                "COMPLETIONS | {} | {'choices': [{'text': 'a', 'finish_reason': 'content_filter'}]} | false",
                "COMPLETIONS | {} | {'choices': []} | false",
                "COMPLETIONS | {} | {'choices': [{'text': 'a', 'finish_reason': 'stop'}, {'text': 'b'}]} | false",
                "RESPONSES | {} | {'status': 'completed', 'output': [{}]} | true",
                "RESPONSES | {} | {'status': 'completed', 'output': []} | false",
                "RESPONSES | {} | {'status': 'in_progress', 'output': [{}]} | false",
                "RESPONSES | {} | {'status': 'failed', 'output': [{}]} | false",
                "RESPONSES | {} | {'output': [{}]} | false",
                "RESPONSES | {} | {'status': 'incomplete', 'output': [{}], 'incomplete_details': {'reason': 'max_output_tokens'}} | false",
                "RESPONSES | {'max_output_tokens': 9} | {'status': 'incomplete', 'output': [{}], 'incomplete_details': {'reason': 'max_output_tokens'}} | true",
                "RESPONSES | {'max_output_tokens': 9} | {'status': 'incomplete', 'output': [{}], 'incomplete_details': {'reason': 'content_filter'}} | false",
                "MESSAGES | {} | {'stop_reason': 'end_turn', 'content': [{'text': 'a'}]} | true",
                "MESSAGES | {} | {'stop_reason': 'stop_sequence', 'content': [{'text': 'a'}]} | true",
                "RESPONSES | {} | {'status': 'completed', 'output': [{'type': 'message', 'content': [{'text': ' '}]}]} | false",
                "RESPONSES | {} | {'status': 'completed', 'output': [{'type': 'reasoning'}]} | false",
                "RESPONSES | {} | {'status': 'completed', 'output': [{'type': 'message', 'content': [{'text': 'a'}]}]} | true",
                "RESPONSES | {} | {'status': 'completed', 'output': [{'type': 'message', 'content': [{'refusal': 'a'}]}]} | true",
                "RESPONSES | {} | {'status': 'completed', 'output': [{'type': 'reasoning'}, {'type': 'function_call'}]} | true",
                "MESSAGES | {} | {'stop_reason': 'end_turn', 'content': [{'type': 'text', 'text': ' '}]} | false",
                "MESSAGES | {} | {'stop_reason': 'end_turn', 'content': [{'type': 'thinking', 'thinking': 'a'}]} | false",
                "MESSAGES | {} | {'stop_reason': 'end_turn', 'content': [{'type': 'thinking'}, {'type': 'text', 'text': 'a'}]} | true",
                "MESSAGES | {} | {'stop_reason': 'end_turn', 'content': []} | false",
                "MESSAGES | {} | {'stop_reason': 'tool_use', 'content': [{}]} | false",
                "MESSAGES | {'tools': [{}]} | {'stop_reason': 'tool_use', 'content': [{}]} | true",
                "MESSAGES | {'max_tokens': 9} | {'stop_reason': 'max_tokens', 'content': [{}]} | true",
                "MESSAGES | {'max_tokens': 9} | {'stop_reason': 'refusal', 'content': [{}]} | false",
                "MESSAGES | {'max_tokens': 9} | {'stop_reason': 'pause_turn', 'content': [{}]} | false",
                "MESSAGES | {'max_tokens': 9} | {'stop_reason': null, 'content': [{}]} | false",
                "EMBEDDINGS | {} | {'data': [{'embedding': [0.5]}]} | true",
                "EMBEDDINGS | {} | {'data': [{'embedding': 'AAAAPw=='}]} | true",
                "EMBEDDINGS | {} | {'data': []} | false",
                "EMBEDDINGS | {} | {} | false"
            })
    void isComplete_ofAnAnswer_isWhatMayBeGivenAgain(
            Endpoint endpoint, String question, String answer, boolean complete) throws Exception {
        assertEquals(
                complete,
                endpoint.protocol()
                        .isComplete(Json.read(question.replace('\'', '"')), Json.read(answer.replace('\'', '"'))));
    }
}
