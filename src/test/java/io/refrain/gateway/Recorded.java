package io.refrain.gateway;

/** Answers of each protocol, as servers send them. */
final class Recorded {
    static final String CHAT_EVENTS =
            """
            : keep-alive

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","system_fingerprint":"f","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","system_fingerprint":"f","choices":[{"index":0,"delta":{"reasoning_content":"Hm, "},"logprobs":null,"finish_reason":null}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","system_fingerprint":"f","choices":[{"index":0,"delta":{"reasoning_content":"well."},"logprobs":null,"finish_reason":null}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","system_fingerprint":"f","choices":[{"index":0,"delta":{"content":"Grüße "},"logprobs":{"content":[{"token":"Grüße ","logprob":-0.5}]},"finish_reason":null}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","system_fingerprint":"f","choices":[{"index":0,"delta":{"content":"🙂"},"logprobs":{"content":[{"token":"🙂","logprob":-0.25}]},"finish_reason":null}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","system_fingerprint":"f","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t0","type":"function","function":{"name":"f","arguments":""}}]},"logprobs":null,"finish_reason":null}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","system_fingerprint":"f","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"a\\":"}},{"index":1,"id":"t1","type":"function","function":{"name":"g","arguments":"{}"}}]},"logprobs":null,"finish_reason":null}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","system_fingerprint":"f","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]},"logprobs":null,"finish_reason":null}]}

            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","system_fingerprint":"f","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}

            """;

    static final String CHAT_USAGE =
            """
            data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","system_fingerprint":"f","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}

            """;

    static final String DONE = "data: [DONE]\n\n";

    static final String CHAT_WHOLE =
            """
            {"id":"c1","object":"chat.completion","created":1,"model":"m","system_fingerprint":"f",
             "usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7},
             "choices":[{"index":0,"finish_reason":"stop",
              "message":{"role":"assistant","refusal":null,"reasoning_content":"Hm, well.","content":"Grüße 🙂",
               "tool_calls":[{"id":"t0","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}},
                             {"id":"t1","type":"function","function":{"name":"g","arguments":"{}"}}]},
              "logprobs":{"content":[{"token":"Grüße ","logprob":-0.5},{"token":"🙂","logprob":-0.25}]}}]}
            """;

    static final String COMPLETION_EVENTS =
            """
            data: {"id":"c2","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"One ","logprobs":null,"finish_reason":null}]}

            data: {"id":"c2","object":"text_completion","created":1,"model":"m","choices":[{"index":1,"text":"Uno","logprobs":null,"finish_reason":null}]}

            data: {"id":"c2","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"two","logprobs":null,"finish_reason":"stop"}]}

            data: {"id":"c2","object":"text_completion","created":1,"model":"m","choices":[{"index":1,"text":"","logprobs":null,"finish_reason":"stop"}]}

            data: [DONE]

            """;

    static final String COMPLETION_WHOLE =
            """
            {"id":"c2","object":"text_completion","created":1,"model":"m",
             "choices":[{"index":0,"text":"One two","logprobs":null,"finish_reason":"stop"},
                        {"index":1,"text":"Uno","logprobs":null,"finish_reason":"stop"}]}
            """;

    static final String MESSAGE_EVENTS =
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":1}}}

            event: ping
            data: {"type":"ping"}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm, well."}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s=="}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Grüße "}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"🙂"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: content_block_start
            data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t0","name":"f","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"1}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":2}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    static final String MESSAGE_WHOLE =
            """
            {"id":"m1","type":"message","role":"assistant","model":"m","stop_reason":"end_turn","stop_sequence":null,
             "content":[{"type":"thinking","thinking":"Hm, well.","signature":"s=="},{"type":"text","text":"Grüße 🙂"},
                        {"type":"tool_use","id":"t0","name":"f","input":{"a":1}}],
             "usage":{"input_tokens":5,"output_tokens":9}}
            """;

    static final String RESPONSE_WHOLE =
            """
            {"id":"r1","object":"response","status":"completed","error":null,"model":"m",
             "output":[{"type":"reasoning","id":"rs1","summary":[{"type":"summary_text","text":"Hm, well."}]},
                       {"type":"message","id":"ms1","status":"completed","role":"assistant",
                        "content":[{"type":"output_text","text":"Grüße 🙂","annotations":[]}]},
                       {"type":"function_call","id":"fc1","call_id":"t0","name":"f","arguments":"{\\"a\\":1}","status":"completed"}],
             "usage":{"input_tokens":5,"output_tokens":9,"total_tokens":14}}
            """;

    static final String RESPONSE_EVENTS = "event: response.created\n"
            + "data: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"r1\"}}\n\n"
            + "event: response.output_text.delta\n"
            + "data: {\"type\":\"response.output_text.delta\",\"sequence_number\":1,\"delta\":\"Grüße 🙂\"}\n\n"
            + "event: response.completed\n"
            + "data: {\"type\":\"response.completed\",\"sequence_number\":2,\"response\":"
            + RESPONSE_WHOLE.replace("\n", "") + "}\n\n";

    private Recorded() {}
}
