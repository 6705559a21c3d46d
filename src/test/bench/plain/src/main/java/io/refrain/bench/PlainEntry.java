package io.refrain.bench;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** What was answered to a question. */
@Entity
public class PlainEntry {
    @Id
    public String question;

    @Column(nullable = false)
    public String answer;
}
