package app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class Main {
    public static void main(String[] arguments) throws Exception {
        Path port = Path.of("port");
        StandIn model = StandIn.start(Files.exists(port) ? Integer.parseInt(Files.readString(port)) : 0);
        Files.writeString(port, String.valueOf(model.port()));
        System.setProperty("spring.ai.openai.base-url", "http://localhost:" + model.port());
        SpringApplication.run(Main.class, arguments);
        System.out.println("ready");
        System.in.read();
    }

    @Bean
    CommandLineRunner ask(ChatClient.Builder clients, OpenAiChatModel openAi, ChatModel model) {
        return arguments -> {
            ChatClient client = clients.build();
            System.out.println("answer " + client.prompt("question").call().content());
            System.out.println("streamed "
                    + String.join(
                            "",
                            client.prompt("another").stream()
                                    .content()
                                    .collectList()
                                    .block()));
            System.out.println("with a tool "
                    + client.prompt("How is it?").tools(new Weather()).call().content());
            System.out.println("as a record " + client.prompt("Which?").call().entity(City.class));
            ChatResponse response = openAi.call(new Prompt("question"));
            System.out.println("the same " + response.getMetadata().get("io.refrain.cache-status") + " "
                    + response.getMetadata().getUsage().getTotalTokens() + " " + (model.call("question") != null));
        };
    }

    record City(String city) {}

    static class Weather {
        @Tool(description = "The weather of now")
        String weather() {
            System.out.println("the tool was run");
            return "rain";
        }
    }
}
