package com.example.spring;

import jakarta.annotation.PreDestroy;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/** Stands for a repository: it blocks, and fails after it was destroyed. */
@Component
class Names {

    private volatile boolean destroyed;

    String find(String id) {
        if (destroyed) {
            throw new IllegalStateException("the repository is gone");
        }
        LockSupport.parkNanos(20_000_000);
        return "user " + id;
    }

    @PreDestroy
    void destroy() {
        destroyed = true;
        System.out.println("repository destroyed");
    }
}
