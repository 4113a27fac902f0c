package com.example.spring;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.Socket;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the application, talks to its server, and stops it. Then starts it twice on one port. */
@SpringBootApplication
public class Application {

    public static void main(String[] args) throws Exception {
        try (ConfigurableApplicationContext context = SpringApplication.run(Application.class)) {
            MiouServer server = context.getBean(MiouServer.class);
            try (Socket client = new Socket(server.address().getAddress(), server.address().getPort())) {
                client.setSoTimeout(60_000);
                System.out.println("answer: " + ask(client, "1"));
                System.out.println("runs: " + server.clients().get());
            }
            startAgain(server.address().getPort());
        }
        System.out.println("application ended");
    }

    private static String ask(Socket client, String id) throws IOException {
        client.getOutputStream().write((id + "\n").getBytes());
        return new BufferedReader(new InputStreamReader(client.getInputStream())).readLine();
    }

    private static void startAgain(int port) {
        SpringApplication second = new SpringApplication(Application.class);
        second.setDefaultProperties(Map.of("server.port", port, "logging.level.root", "OFF"));
        try (ConfigurableApplicationContext context = second.run()) {
            System.out.println("started a second time: " + context);
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null && !(cause instanceof BindException)) {
                cause = cause.getCause();
            }
            System.out.println("second start: " + cause.getClass().getSimpleName());
        }
    }
}
