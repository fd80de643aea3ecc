package dev.pergola.telemetry.internal;

import dev.pergola.telemetry.LogLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The newest lines of one plugin, so many of them and so much text, and those who follow them. */
final class LogBuffer {
    private static final int MAX_TEXT = 1_000_000;

    private final int capacity;
    private final Deque<LogLine> lines = new ArrayDeque<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private int text;

    LogBuffer(int capacity) {
        this.capacity = capacity;
    }

    void add(LogLine line) {
        synchronized (lines) {
            lines.addLast(line);
            text += textOf(line);
            while (lines.size() > capacity || (text > MAX_TEXT && lines.size() > 1))
                text -= textOf(lines.removeFirst());
        }
        followers.forEach(follower -> follower.offer(line));
    }

    private static int textOf(LogLine line) {
        return line.message().length() + line.exception().length();
    }

    List<LogLine> tail(int limit) {
        synchronized (lines) {
            List<LogLine> all = new ArrayList<>(lines);
            return List.copyOf(all.subList(Math.max(0, all.size() - Math.max(0, limit)), all.size()));
        }
    }

    /** Forgets the lines; tells whether anybody still follows. */
    boolean clear() {
        synchronized (lines) {
            lines.clear();
            text = 0;
        }
        return !followers.isEmpty();
    }

    void follow(Follower follower) {
        followers.add(follower);
    }

    void unfollow(Follower follower) {
        followers.remove(follower);
    }
}
