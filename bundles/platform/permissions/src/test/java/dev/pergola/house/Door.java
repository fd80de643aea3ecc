package dev.pergola.house;

/** A service of the platform that plugins have no business with. */
public record Door(String name) {}
