package com.example;

/** A service of the host's own. */
public record Orders(String name) {}
