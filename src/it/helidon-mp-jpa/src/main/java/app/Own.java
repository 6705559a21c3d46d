package app;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
public class Own {
    @Id
    public long id;
}
