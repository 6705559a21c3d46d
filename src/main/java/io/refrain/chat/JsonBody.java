package io.refrain.chat;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.internal.protocol.Utf8;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON object that a request body is, in bounded time and memory. What is none is refused in words of our own, with the place. Safe for
 * use by several threads at once.
 */
final class JsonBody {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_NUMBER_LENGTH = 100;
    private static final int MAX_NAME_LENGTH = 1_000;

    private final int bound;
    private final JsonMapper mapper;

    /** @param bound the longest body, in bytes */
    JsonBody(int bound) {
        this.bound = bound;
        this.mapper = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxNameLength(MAX_NAME_LENGTH)
                        .maxStringLength(Math.max(1, bound))
                        .build());
    }

    /**
     * Reads a body.
     *
     * @throws BadQuestion when it is too long or no JSON object
     */
    ObjectNode read(byte[] body) {
        if (body.length > bound) {
            throw BadQuestion.tooLong(bound);
        }
        if (!Utf8.isValid(body)) {
            throw BadQuestion.body("The body is not UTF-8, which JSON always is.");
        }
        try (JsonParser parser = mapper.createParser(body)) {
            JsonNode tree = read(parser);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw BadQuestion.body("The body is not a JSON object.");
        } catch (StreamConstraintsException e) {
            throw BadQuestion.body("The body holds a number of more than " + MAX_NUMBER_LENGTH
                    + " digits, a name of more than " + MAX_NAME_LENGTH + " characters, or is nested more than "
                    + MAX_DEPTH + " deep" + at(e.getLocation()));
        } catch (MismatchedInputException e) {
            throw BadQuestion.body("The body goes on after the JSON object" + at(e.getLocation()));
        } catch (JsonProcessingException e) {
            throw BadQuestion.body("The body is not well-formed JSON" + reason(e) + at(e.getLocation()));
        } catch (IOException e) {
            throw BadQuestion.body("The body cannot be read.");
        }
    }

    private JsonNode read(JsonParser parser) throws IOException {
        try {
            return mapper.readTree(parser);
        } catch (ArithmeticException | NumberFormatException e) {
            throw BadQuestion.body(
                    "The body holds a number that is too large or too small" + at(parser.currentLocation()));
        }
    }

    /** Jackson's, unless it speaks of Jackson. */
    private static String reason(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        return message == null || message.indexOf('`') >= 0 || message.contains("fasterxml") ? "" : ": " + message;
    }

    private static String at(@Nullable JsonLocation location) {
        return location == null ? "." : " at line " + location.getLineNr() + ", column " + location.getColumnNr() + ".";
    }
}
