package dev.pergola.telemetry.internal;

import dev.pergola.telemetry.LogLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The newest lines of one plugin, and those who follow them. */
final class LogBuffer {
    private final int capacity;
    private final Deque<LogLine> lines = new ArrayDeque<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();

    LogBuffer(int capacity) {
        this.capacity = capacity;
    }

    void add(LogLine line) {
        synchronized (lines) {
            if (lines.size() == capacity) lines.removeFirst();
            lines.addLast(line);
        }
        followers.forEach(follower -> follower.offer(line));
    }

    List<LogLine> tail(int limit) {
        synchronized (lines) {
            List<LogLine> all = new ArrayList<>(lines);
            return List.copyOf(all.subList(Math.max(0, all.size() - Math.max(0, limit)), all.size()));
        }
    }

    void follow(Follower follower) {
        followers.add(follower);
    }

    void unfollow(Follower follower) {
        followers.remove(follower);
    }
}
