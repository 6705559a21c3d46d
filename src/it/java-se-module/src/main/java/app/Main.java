package app;

import java.net.URI;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;

public final class Main {
    public static void main(String[] arguments) throws Exception {
        CacheManager manager =
                Caching.getCachingProvider().getCacheManager(URI.create("refrain:sqlite:answers.db"), null);
        Cache<String, Answer> answers = manager.createCache(
                "answers", new MutableConfiguration<String, Answer>().setTypes(String.class, Answer.class));
        Answer answer = answers.get("question");
        if (answer == null) {
            System.out.println("computed");
            answers.put("question", new Answer("answer 42"));
            answer = answers.get("question");
        }
        System.out.println(answer.text());
        System.out.println("ready");
        System.in.read();
    }

    public record Answer(String text) implements java.io.Serializable {}
}
