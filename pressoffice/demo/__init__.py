"""The demo country: invented agencies, people and questions, dated around today. Never loaded in production."""
