"""What answers add up to: pure pandas, nothing drawn and nothing stored."""
