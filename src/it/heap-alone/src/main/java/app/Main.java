package app;

import java.net.URI;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;

public final class Main {
    public static void main(String[] arguments) throws Exception {
        CacheManager manager = Caching.getCachingProvider().getCacheManager();
        Cache<String, String> answers = manager.createCache(
                "answers", new MutableConfiguration<String, String>().setTypes(String.class, String.class));
        answers.put("question", "answer 42");
        System.out.println("computed");
        System.out.println(answers.get("question"));
        try {
            Caching.getCachingProvider()
                    .getCacheManager(URI.create("refrain:sqlite:answers.db"), null)
                    .createCache("answers", new MutableConfiguration<>());
        } catch (CacheException e) {
            System.out.println("told " + e.getMessage());
        }
        System.out.println("ready");
        System.in.read();
    }
}
