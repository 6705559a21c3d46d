package io.refrain.chat;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.refrain.jcache.codec.Codec;
import io.refrain.jcache.codec.Encoded;
import javax.cache.CacheException;

/** Stores the name of a question as that text. Safe for use by several threads at once. */
@RegisterForReflection(fields = false)
public final class QuestionNameCodec implements Codec<QuestionName> {

    /** For the {@link java.util.ServiceLoader}. */
    public QuestionNameCodec() {}

    @Override
    public String name() {
        return "refrain-question";
    }

    @Override
    public boolean handles(Class<?> type) {
        return type == QuestionName.class;
    }

    @Override
    public boolean immutable() {
        return true;
    }

    @Override
    public Encoded encode(QuestionName value) {
        return Encoded.text(name(), value.sha256());
    }

    @Override
    public QuestionName decode(Encoded encoded, ClassLoader loader) {
        String text = encoded.text();
        if (text == null) {
            throw new CacheException("This is no name of a question");
        }
        return new QuestionName(text);
    }
}
